namespace MiniConvViz.Cli.Tests;

/// <summary>
/// The script that measures and tests everything on a borrowed GPU, rehearsed where there is none: all of its stages,
/// at small sizes, and what is left of its results when a form of a layer fails and when a tool hangs.
/// </summary>
[Category("Cuda")]
public sealed class DeviceRunTests
{
    private static readonly string[] Small =
    [
        "ENDS=240 300 400 480 540", "PATIENCE=5", "WORKERS=2", "MODELS=fashion-lenet", "BATCHES=1", "RUNS=1",
        "LAYERS=linear", "FORMS=FewRows", "NETWORKS=squeezenet1_1", "PARITY_SIZE=32", "SELF_TEST=--warm-up",
    ];

    // Ours and PyTorch's, median (minimum); no events on a CPU; cudnn.benchmark, two ratios, GFLOP/s.
    private const string Figures =
        @"( \| [0-9.]+ \([0-9.]+\)){2} \| - \| [0-9.-]+ \| [0-9.]+ \| [0-9.-]+ \| [0-9.e-]+ \|$";

    [OneTimeSetUp]
    public void RequireBundle() => DeviceRun.Require();

    [Test]
    public void Run_AllStages_FillsTheTables()
    {
        using DeviceRun run = new();
        run.Plant("ptxas", "echo 'ptxas info : Used 40 registers, 1024 bytes smem' >&2");
        run.Run([.. Small, @"TESTS=(ActivationGpuTests|OperatorConformanceTests\.Softmax)$"]);

        Assert.That(run.Outcome.ExitCode, Is.Zero, run.Outcome.Output);
        Assert.That(run.Outcome.Output, Does.Contain(run.Summary[..1000]));
        string[] rows = run.Summary.Split('\n');
        foreach (string kind in (string[])["float32", "tapped", "tf32", "tuned"])
        {
            Assert.That(rows, Has.One.Match($@"^\| fashion-lenet \| 1 \| {kind}{Figures}"));
        }

        Assert.That(rows, Has.Exactly(3).Match(@"^\| FewRows( \(chosen\))? \| [0-9.]+ \| [0-9.]+ \| - \|$"));
        Assert.That(rows, Has.Some.Match(@"^\| squeezenet1_1 \| each node by itself \| \d+ \| 0 \| 0 \| - \|"));
        Assert.That(rows, Has.Some.Match(@"^\| squeezenet1_1 \| run through \| \d+ \| 0 \| 0 \| - \|"));
        Assert.That(rows, Has.Some.Match(@"^2 of 2 groups passed; \d+ tests passed, 0 failed, 0 skipped\.$"));
        Assert.That(rows, Has.Some.Match(@"^\d+ kernels assembled, 0 of them with a stack frame"));
        Assert.That(run.Archive.Keys, Has.All.Match("^results/([A-Za-z0-9_.-]+/)?[A-Za-z0-9_.-]+$"));
    }

    [Test]
    public void Run_OneFormFailsAndAToolHangs_LeavesTheOtherResults()
    {
        using DeviceRun run = new();
        run.Plant("nvidia-smi", "sleep 1000");
        run.Plant("compute-sanitizer", "echo ========= ERROR SUMMARY: 1 error; exit 9");
        run.Run(
            "STAGES=environment tests", "ENDS=6 0 0 0 500", "PATIENCE=5", "WORKERS=2",
            "PROGRAMS=MiniConvViz.Kernels.Tests", @"TESTS=/Conv2dGpuTests\.(Gemm64|Depthwise)$",
            "MINICONVVIZ_CUDA=launch=Conv2dGpuGemm64");

        Assert.That(run.Outcome.ExitCode, Is.EqualTo(1), run.Outcome.Error);
        Assert.That(run.Summary, Does.Match(@"\*\*environment/[a-z-.]+\*\*: not done after \d s"));
        Assert.That(run.Summary, Does.Contain(
            """
            * **tests/Conv2dGpuTests.Gemm64.txt**: exit code 2
              * blocking: exit code 2
              * memcheck: ERROR SUMMARY: 1 error
              * racecheck: ERROR SUMMARY: 1 error
            """));
        Assert.That(run.Summary, Does.Contain("unspecified launch failure"));
        Assert.That(run.Summary, Does.Match(@"1 of 2 groups passed; \d+ tests passed, \d+ failed, 0 skipped"));
        Assert.That(run.Archive["results/tests/Conv2dGpuTests.Depthwise.txt"], Does.Contain("failed: 0"));
    }
}
