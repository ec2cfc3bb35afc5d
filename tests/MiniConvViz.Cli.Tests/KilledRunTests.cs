using System.Diagnostics;

namespace MiniConvViz.Cli.Tests;

/// <summary>
/// Every command that writes, killed (SIGKILL) at random moments: its files are complete, byte for byte, and the next
/// run succeeds, deletes what was left and writes the same files as an undisturbed run.
/// </summary>
[Category("Exhaustive")]
public sealed class KilledRunTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private const string Reference = "reference.safetensors";

    private static readonly string[] Images =
        [.. new[] { "photo.png", "gray.png", "jpeg-420.jpg" }.Select(name => RepositoryFiles.Golden("images", name))];

    private static IEnumerable<TestCaseData> Commands =>
    [
        Case("render", "render", "--model", "fashion-lenet", "--out", "out"),
        Case("render several", ["render", "--model", "fashion-lenet", "--out", "out", "--image", .. Images]),
        Case("npz", "export", "--model", "fashion-resnet", "--out", "out/maps.npz"),
        Case("safetensors", "export", "--model", "fashion-resnet", "--out", "out/maps.safetensors"),
        Case("npy", "export", "--model", "fashion-resnet", "--format", "npy", "--out", "out"),
        Case("html", "verify", "--model", "fashion-lenet", "--reference", Reference, "--html", "out"),
    ];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder()
    {
        _folder = new TemporaryFolder();
        CliProcess.StartIn(_folder.Root, "export", "--model", "fashion-lenet", "--out", Reference).Succeeded();
    }

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCaseSource(nameof(Commands))]
    public void KilledAtAnyMoment_LeavesWholeFilesAndTheNextRunCleansUp(string[] arguments) =>
        Kill(arguments, kills: 4);

    [TestCaseSource(nameof(Commands))]
    public void KilledOften_LeavesWholeFilesAndTheNextRunCleansUp(string[] arguments) =>
        Kill(arguments, kills: 12);

    /// <summary>A GPU's measured times and its verdict, in the user's data folder.</summary>
    [Test]
    public void BenchTune_Killed_LeavesMemoriesThatTheNextRunReads()
    {
        string[] arguments =
        [
            "bench", "--model", "fashion-lenet", "--input-shape", "1,1,28,28", "--runs", "1", "--device", "ilgpu-cpu",
            "--tune",
        ];
        string data = Directory.CreateDirectory(_folder.File("data")).FullName;
        TimeSpan whole = TimeOf(() => Run(arguments, data).Succeeded());
        Assert.That(FolderContents.Of(data).Names, Is.Not.Empty, "it remembers something");

        Random random = new(Seed());
        for (int kill = 0; kill < 3; kill++)
        {
            Directory.Delete(data, recursive: true);
            Directory.CreateDirectory(data);
            KillAfter(arguments, whole * (0.5 + (random.NextDouble() / 2)), data);
            Run(arguments, data).Succeeded();
            Assert.That(FolderContents.Of(data).Unfinished, Is.Empty);
        }
    }

    private void Kill(string[] arguments, int kills)
    {
        string output = _folder.File("out");
        TimeSpan duration = TimeOf(() => Run(arguments));
        FolderContents whole = FolderContents.Of(output);
        Assert.That(whole.Names, Is.Not.Empty);

        Random random = new(Seed());
        int killed = 0;
        for (int kill = 0; kill < kills; kill++)
        {
            // The run is divided into equal parts, with one kill in each.
            TimeSpan delay = duration * (0.3 + (0.7 * (kill + random.NextDouble()) / kills));
            killed += KillAfter(arguments, delay) ? 1 : 0;
            FolderContents.Of(output).AreAmong(whole, $"killed after {delay.TotalMilliseconds:F0} ms");
        }

        Assert.That(killed, Is.GreaterThan(kills / 4), "too few were still running");
        Run(arguments);
        FolderContents.Of(output).AreAll(whole, "the run after them");
    }

    private ProcessOutcome Run(string[] arguments, string? userData = null)
    {
        ProcessOutcome outcome = ChildProcess.Run(
            "dotnet", CliProcess.CommandOf(CliProcess.Folder, arguments), _folder.Root, Limit, userData);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        return outcome;
    }

    /// <summary>Whether it still ran when it was killed.</summary>
    private bool KillAfter(string[] arguments, TimeSpan delay, string? userData = null)
    {
        IEnumerable<string> command = CliProcess.CommandOf(CliProcess.Folder, arguments);
        using Process process = ChildProcess.Start("dotnet", command, _folder.Root, userData);
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        bool isDone = process.WaitForExit(delay);
        process.Kill();
        process.WaitForExit();
        return !isDone;
    }

    private static TimeSpan TimeOf(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start);
    }

    private static int Seed()
    {
        int seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}");
        return seed;
    }

    private static TestCaseData Case(string name, params string[] arguments) =>
        new TestCaseData([arguments]).SetArgDisplayNames(name);
}
