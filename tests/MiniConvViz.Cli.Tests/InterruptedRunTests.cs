using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MiniConvViz.Cli.Tests;

/// <summary>
/// Real signals to the real program: it stops at its next step, finished files are complete and have an overview, there
/// is one line on stderr, and the exit code is that of the signal.
/// </summary>
[Platform(Exclude = "Win")]
public sealed class InterruptedRunTests
{
    private const int Images = 300;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder()
    {
        _folder = new TemporaryFolder();
        RandomCheckpoint.Write(_folder.File("random.safetensors"), "resnet18", 10);
        Directory.CreateDirectory(_folder.File("pictures"));
        for (int i = 0; i < Images; i++)
        {
            File.CreateSymbolicLink(_folder.File($"pictures/{i}.png"), RepositoryFiles.Golden("images", "photo.png"));
        }
    }

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase("INT", 130)]
    [TestCase("TERM", 143)]
    [TestCase("HUP", 129)]
    public void Render_Signal_LeavesAnOverviewOfWhatIsFinished(string signal, int exitCode)
    {
        ProcessOutcome outcome = RunUntil(
            () => Directory.Exists(_folder.File("out"))
                && Directory.EnumerateFiles(_folder.File("out"), "index.html", SearchOption.AllDirectories).Any(),
            signal,
            "render", "--weights", "random.safetensors", "--layers", "conv1", "--image", "pictures", "--out", "out");

        Match line = Regex.Match(
            outcome.Error,
            $@"^miniconvviz: interrupted after (\d+) of {Images} images; finished results are in (.+)\n$");
        Assert.That(line.Success, outcome.Error);
        int finished = int.Parse(line.Groups[1].Value);
        Assert.That(finished, Is.InRange(1, Images - 1));
        Assert.That(line.Groups[2].Value, Is.EqualTo(_folder.File("out")));
        Assert.That(outcome.ExitCode, Is.EqualTo(exitCode));
        JsonElement overview = JsonSerializer.Deserialize<JsonElement>(
            File.ReadAllBytes(_folder.File("out/index.json")));
        string[] folders = [.. overview.GetProperty("images").EnumerateArray()
            .Select(image => image.GetProperty("folder").GetString()!)];
        Assert.That(folders, Has.Length.EqualTo(finished));
        Assert.That(File.ReadAllText(_folder.File("out/index.html")), Does.Contain($"{folders[^1]}/index.html"));
        foreach (string name in folders)
        {
            new RenderedReport(_folder.Root, "out", name).AssertWhole();
        }

        Assert.That(FolderContents.Of(_folder.File("out")).Unfinished, Is.Empty);
    }

    [Test]
    public void Export_Signal_LeavesWholeFilesAndReportsHowMany()
    {
        ProcessOutcome outcome = RunUntil(
            () => Directory.Exists(_folder.File("out")) && Directory.GetFiles(_folder.File("out"), "*.npz").Length > 2,
            "INT",
            "export", "--weights", "random.safetensors", "--layers", "layer1.*", "--image", "pictures", "--out", "out");

        int files = Directory.GetFiles(_folder.File("out"), "*.npz").Length;
        Assert.That(outcome.Error, Is.EqualTo(
            $"miniconvviz: interrupted after {files} of {Images} inputs; "
            + $"finished results are in {_folder.File("out")}\n"));
        Assert.That(outcome.ExitCode, Is.EqualTo(130));
        Assert.That(outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(files));
        Assert.That(FolderContents.Of(_folder.File("out")).Unfinished, Is.Empty);
    }

    [Test]
    public void Statistics_CtrlC_PrintsWhatWasMeasured()
    {
        (string end, string text) = PseudoTerminal.PressCtrlC(
            "images,",
            presses: 1,
            _folder.Root,
            "statistics", "--weights", "random.safetensors", "--image", "pictures");

        Assert.That(end, Is.EqualTo("alive, shown, 130"));
        int measured = int.Parse(Regex.Match(text, @"layers over (\d+) images").Groups[1].Value);
        Assert.That(text, Does.EndWith($"miniconvviz: interrupted after {measured} of {Images} images\n"));
    }

    [Test]
    public void Bench_CtrlC_PrintsWhatWasTimed()
    {
        (string end, string text) = PseudoTerminal.PressCtrlC(
            "timing", presses: 1, _folder.Root, "bench", "--model", "fashion-resnet", "--runs", "1000000");

        Assert.That(end, Is.EqualTo("alive, shown, 130"));
        int runs = int.Parse(Regex.Match(text, @"of (\d+) runs").Groups[1].Value);
        Assert.That(text, Does.EndWith($"miniconvviz: interrupted after {runs} of 1000000 runs\n"));
    }

    [Test]
    public void Verify_CtrlC_JudgesTheNodesBeforeIt()
    {
        CliProcess.RunIn(
            _folder.Root,
            "export", "--weights", "random.safetensors", "--image", "pictures/0.png",
            "--out", "reference.safetensors").Succeeded();

        (string end, string text) = PseudoTerminal.PressCtrlC(
            "comparing",
            presses: 1,
            _folder.Root,
            "verify", "--weights", "random.safetensors", "--reference", "reference.safetensors",
            "--device", "reference");

        Assert.That(end, Is.EqualTo("alive, shown, 130"));
        int nodes = int.Parse(Regex.Match(text, @"(\d+) nodes? compared").Groups[1].Value);
        Assert.That(text, Does.Match($@"miniconvviz: interrupted after {nodes} of \d+ nodes\n$"));
    }

    /// <summary>The first waits for the end of a step, here of a slow convolution; the second does not.</summary>
    [Test]
    public void Bench_CtrlCTwice_EndsAtOnce()
    {
        (string end, _) = PseudoTerminal.PressCtrlC(
            "warming up",
            presses: 2,
            _folder.Root,
            "bench", "--weights", "random.safetensors", "--device", "reference", "--input-shape", "1,3,2400,2400");

        Assert.That(end, Is.EqualTo("alive, shown, -2"));
    }

    private ProcessOutcome RunUntil(Func<bool> condition, string signal, params IEnumerable<string> arguments)
    {
        IEnumerable<string> command = CliProcess.CommandOf(CliProcess.Folder, arguments);
        using Process process = ChildProcess.Start("dotnet", command, _folder.Root);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        Stopwatch watch = Stopwatch.StartNew();
        while (!condition() && !process.HasExited && watch.Elapsed < Limit)
        {
            Thread.Sleep(1);
        }

        Assert.That(process.HasExited, Is.False, "it was done, or failed, before it could be interrupted");
        ChildProcess.Run("kill", [$"-{signal}", $"{process.Id}"], _folder.Root, Limit).Succeeded();
        Assert.That(process.WaitForExit(Limit), "it goes on");
        return new ProcessOutcome(process.ExitCode, output.Result, error.Result);
    }
}
