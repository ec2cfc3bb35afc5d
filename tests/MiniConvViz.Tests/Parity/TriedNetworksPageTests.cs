namespace MiniConvViz.Tests.Parity;

/// <summary>What <c>docs/onnx.md</c> says was tried is what the tests try.</summary>
public sealed class TriedNetworksPageTests
{
    [Test]
    public void Table_CountsTheNetworksOfDynamicExportTests()
    {
        IEnumerable<string> rows = DynamicNetworks.Groups.Select(group =>
            $"| {group.Title} (`{group.File}.py`) | {group.Names.Length} |");

        Assert.That(DynamicNetworks.Names.ToArray(), Has.Length.GreaterThanOrEqualTo(100).And.Unique);
        Assert.That(Page, Does.Contain($"| --- | --- |\n{string.Join('\n', rows)}\n"));
    }

    [Test]
    public void TrainedFiles_AreThoseOfTheTests()
    {
        IEnumerable<string> tested = typeof(TrainedFileTests).GetMethods()
            .SelectMany(method => method.GetCustomAttributes(typeof(TestCaseAttribute), inherit: false))
            .Select(test => ((TestCaseAttribute)test).Arguments)
            .Select(arguments => $"| `{arguments[0]}` | {arguments[4]} |")
            .Distinct();
        string[] rows = [.. Page.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))];

        Assert.That(rows.Select(row => row[..(row.IndexOf('|', row.IndexOf('|', 1) + 1) + 1)]), Is.EqualTo(tested));
    }

    private static string Page => File.ReadAllText(RepositoryFiles.Get("docs", "onnx.md"));
}
