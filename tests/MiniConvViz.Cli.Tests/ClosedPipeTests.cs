namespace MiniConvViz.Cli.Tests;

/// <summary>The program ends without a message when the reader of its output closes the pipe.</summary>
[Platform("Linux")]
[Category("Exhaustive")]
public sealed class ClosedPipeTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase("inspect --model fashion-resnet")]
    [TestCase("inspect --model densenet201 --json")]
    [TestCase("statistics --model fashion-resnet --json")]
    [TestCase("statistics --model fashion-resnet")]
    [TestCase("bench --model fashion-resnet --runs 1 --per-node")]
    [TestCase("devices")]
    [TestCase("render --help")]
    [TestCase("render --model fashion-lenet")]
    public void ReaderThatLeavesAtOnce_NothingIsReported(string command)
    {
        ProcessOutcome outcome = Shell.Run(_folder.Root, $"miniconvviz {command} | true; exit ${{PIPESTATUS[0]}}");

        Assert.That(outcome.Error, Is.Empty);
        Assert.That(outcome.ExitCode, Is.Zero);
    }

    [TestCase("2>&-")]
    [TestCase("<&-")]
    [TestCase("2> /dev/full")]
    public void ClosedStream_RunsAllTheSame(string streams)
    {
        ProcessOutcome outcome = Shell.Run(
            _folder.Root, $"miniconvviz render --model fashion-lenet --out out {streams}");

        Assert.That(outcome.Error, Is.Empty);
        Assert.That(outcome.ExitCode, Is.Zero);
        Assert.That(File.Exists(_folder.File("out/index.html")));
    }

    /// <summary>The output is lost, but the files are written.</summary>
    [TestCase(">&-")]
    [TestCase(">&- 2>&-")]
    public void ClosedStdout_EndsWithExitCodeTwo(string streams)
    {
        ProcessOutcome outcome = Shell.Run(
            _folder.Root, $"miniconvviz render --model fashion-lenet --out out {streams}");

        Assert.That(outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.LessThan(2));
        Assert.That(outcome.ExitCode, Is.EqualTo(2));
        Assert.That(File.Exists(_folder.File("out/index.html")));
    }

    [TestCase("2>&-")]
    [TestCase("2> /dev/full")]
    public void ClosedStderr_AFailureKeepsItsExitCode(string streams) => Assert.That(
        Shell.Run(_folder.Root, $"miniconvviz render --model nothing {streams}").ExitCode, Is.EqualTo(2));

    [TestCase("npz")]
    [TestCase("safetensors")]
    public void Export_ToAPipeThatCloses_IsReportedInOneLine(string format) => Shell
        .Run(
            _folder.Root,
            $"miniconvviz export --model fashion-resnet --format {format} --out /dev/stdout | head -c 10 > /dev/null; "
            + "exit ${PIPESTATUS[0]}")
        .IsRefused(2, "/dev/stdout: cannot be written: Broken pipe");

    [Test]
    public void Export_ToAPipe_IsWhole()
    {
        ProcessOutcome outcome = Shell.Run(
            _folder.Root,
            "miniconvviz export --model fashion-lenet --format safetensors --out >(cat > piped) && sleep 0.2; "
            + "miniconvviz export --model fashion-lenet --out file.safetensors; cmp piped file.safetensors");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.Output + outcome.Error);
    }
}
