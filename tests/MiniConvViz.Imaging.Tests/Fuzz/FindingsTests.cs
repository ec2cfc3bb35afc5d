using MiniConvViz.Fuzz.Running;
using MiniConvViz.Fuzz.Targets;
using MiniConvViz.Tests;

namespace MiniConvViz.Imaging.Tests.Fuzz;

/// <summary>
/// Every file that the fuzzer found, and its present outcome: <c>read</c>, or the whole line that refuses it, as in
/// <c>tests/goldens/findings/outcomes.txt</c>.
/// </summary>
public sealed class FindingsTests
{
    private static string Folder => RepositoryFiles.Golden("findings");

    private static string[] Files => Directory.GetDirectories(Folder)
        .SelectMany(Directory.GetFiles)
        .Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/'))
        .Order(StringComparer.Ordinal)
        .ToArray();

    private static Dictionary<string, string> Outcomes => File.ReadAllLines(Path.Combine(Folder, "outcomes.txt"))
        .Select(line => line.Split(": ", 2))
        .ToDictionary(parts => parts[0], parts => parts[1]);

    [TestCaseSource(nameof(Files))]
    public void Run_FileThatWasFound_EndsAsItShould(string name)
    {
        string path = Path.Combine(Folder, name);
        Trial trial = new(Replay.TargetOf(path, []));

        Finding? finding = trial.RunTwice(path);

        Assert.That(finding?.Story, Is.Null);
        Assert.That(trial.Outcome.Replace($"{path}: ", "", StringComparison.Ordinal), Is.EqualTo(Outcomes[name]));
    }

    [Test]
    public void Outcomes_NameEveryFileAndNoOther() => Assert.That(Outcomes.Keys, Is.EquivalentTo(Files));

    /// <summary>Files that once ended the process, from a folder that is not committed.</summary>
    [Test]
    public void Run_CollectedHostileFile_IsNoFinding()
    {
        string[] files = Directory.GetFiles(RepositoryFiles.Shared("cases", "hostile"));
        using IDisposable scope = Assert.EnterMultipleScope();
        foreach (string file in files)
        {
            Assert.That(new Trial(Replay.TargetOf(file, [])).RunTwice(file)?.Story, Is.Null, file);
        }

        Assert.That(files, Is.Not.Empty);
    }
}
