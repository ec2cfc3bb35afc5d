namespace MiniConvViz.Cli.Tests;

/// <summary>The programs in docs/examples run as they stand: <c>dotnet run FILE.cs</c>.</summary>
[Category("Exhaustive")]
public sealed class ExamplesTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void FeatureMaps_DrawsALayer()
    {
        Assert.That(Run("feature-maps.cs"), Is.EqualTo("saved to layer1.0.relu.png\n"));
        PngFile.AssertDecodes(_folder.File("layer1.0.relu.png"));
    }

    [Test]
    public void OwnNetwork_DrawsItsLayersAndNamesAClass()
    {
        string picture = Path.Combine(CliProcess.Folder, "models", "images", "sneaker.png");
        string weights = RepositoryFiles.Get("tests/goldens/own-networks/tutorial.pth");

        string[] lines = Run("own-network.cs", weights, picture).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.That(lines[..4], Is.EqualTo(new[]
        {
            "relu [1,6,28,28] saved to relu.png",
            "relu_1 [1,16,10,10] saved to relu_1.png",
            "relu_2 [1,120] saved to relu_2.png",
            "relu_3 [1,84] saved to relu_3.png",
        }));
        Assert.That(lines[4..], Has.Length.EqualTo(3).And.All.Match("^(plane|car|bird|cat|deer|dog|frog|horse|ship|truck) \\d+"));
    }

    private string Run(string file, params string[] arguments)
    {
        ProcessOutcome outcome = ChildProcess.Run(
            "dotnet", ["run", RepositoryFiles.Get($"docs/examples/{file}"), .. arguments], _folder.Root, Limit);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error + outcome.Output);
        return outcome.Output.ReplaceLineEndings("\n");
    }
}
