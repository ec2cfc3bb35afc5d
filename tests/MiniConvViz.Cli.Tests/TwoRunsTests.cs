namespace MiniConvViz.Cli.Tests;

/// <summary>
/// Two runs that write to the same place at the same time: each is complete or ends with an error; no files are mixed.
/// </summary>
public sealed class TwoRunsTests
{
    private static readonly string[] Images =
        [.. new[] { "photo.png", "gray.png" }.Select(name => RepositoryFiles.Golden("images", name))];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Render_TwiceIntoOneFolder_IsOneWholeRun([Range(0, 3)] int round)
    {
        FolderContents[] whole = [.. Images.Select((image, i) => Alone(image, $"alone{i}"))];

        ProcessOutcome[] outcomes = AtOnce([.. Images.Select(image => Render(image, "out"))], 120 * round);

        Assert.That(outcomes.Select(outcome => outcome.ExitCode), Has.Some.Zero);
        foreach (ProcessOutcome refused in outcomes.Where(outcome => outcome.ExitCode != 0))
        {
            refused.IsRefused(
                2,
                "out: another run of this program is writing there; wait until it has finished, or choose another folder");
        }

        FolderContents result = FolderContents.Of(_folder.File("out"));
        Assert.That(result.Unfinished, Is.Empty);
        Assert.That(whole.Any(one => result.IsSameAs(one)), "files of both runs in one folder");
    }

    [Test]
    public void Export_TwiceToOneFile_IsOneWholeFile()
    {
        string[] Export(string image, string output) =>
            ["export", "--model", "fashion-lenet", "--image", image, "--out", output];
        CliProcess.StartIn(_folder.Root, Export(Images[0], "a/maps.npz")).Succeeded();
        CliProcess.StartIn(_folder.Root, Export(Images[1], "b/maps.npz")).Succeeded();

        ProcessOutcome[] outcomes = AtOnce([.. Images.Select(image => Export(image, "out/maps.npz"))], 0);

        Assert.That(outcomes.Select(outcome => outcome.ExitCode), Is.All.Zero, outcomes[0].Error + outcomes[1].Error);
        FolderContents result = FolderContents.Of(_folder.File("out"));
        bool isOne = result.IsSameAs(FolderContents.Of(_folder.File("a")))
            || result.IsSameAs(FolderContents.Of(_folder.File("b")));
        Assert.That(isOne, "a file of both runs");
    }

    private static string[] Render(string image, string output) =>
        ["render", "--model", "fashion-resnet", "--image", image, "--out", output];

    private FolderContents Alone(string image, string output)
    {
        CliProcess.StartIn(_folder.Root, Render(image, output)).Succeeded();
        return FolderContents.Of(_folder.File(output));
    }

    /// <summary>Starts the second some milliseconds after the first.</summary>
    private ProcessOutcome[] AtOnce(string[][] commands, int delay)
    {
        Task<ProcessOutcome>[] runs = new Task<ProcessOutcome>[commands.Length];
        for (int i = 0; i < commands.Length; i++)
        {
            string[] command = commands[i];
            runs[i] = Task.Run(() => CliProcess.StartIn(_folder.Root, command));
            Thread.Sleep(delay);
        }

        return Task.WhenAll(runs).GetAwaiter().GetResult();
    }
}
