using System.Globalization;
using SkiaSharp;

namespace MiniConvViz.Cli.Tests;

/// <summary>
/// The program on CUDA: ILGPU's own accelerator and launchers, over a driver that computes on the CPU and in which
/// faults can be planted.
/// </summary>
[Category("Cuda")]
public sealed class CudaTests
{
    private static readonly string[] Bench = ["bench", "--model", "fashion-lenet", "--runs", "1", "--device", "cuda"];

    private TemporaryFolder _folder = null!;

    [OneTimeSetUp]
    public void TestTheDeviceOnce()
    {
        CudaDriver.Require();
        _folder = new TemporaryFolder();
        Run("", Bench).Succeeded();
    }

    [OneTimeTearDown]
    public void DeleteFolder() => _folder?.Dispose();

    [Test]
    public void Render_DrawsWhatCpuDraws()
    {
        (string onCuda, string onCpu) = (_folder.File("cuda"), _folder.File("cpu"));
        string[] render = ["render", "--model", "fashion-resnet", "--out"];
        Run("", [.. render, onCuda, "--device", "cuda"]).Succeeded();
        Run("", [.. render, onCpu, "--device", "cpu"]).Succeeded();
        RenderedReport report = new RenderedReport(onCuda).AssertWhole(), expected = new(onCpu);
        Assert.That(report.Layers, Is.EqualTo(expected.Layers));
        Assert.That(report.Classes, Is.EqualTo(expected.Classes));
        foreach (string layer in report.Layers)
        {
            using SKBitmap picture = report.Draw(layer), other = expected.Draw(layer);
            AssertAlike(picture, other, layer);
        }
    }

    [TestCase("")]
    [TestCase("multiprocessors=8")]
    [TestCase("block=1024")]
    [TestCase("block=96")]
    [TestCase("capability=80;driver=11080")]
    [TestCase("driver=12090")]
    public void Verify_OnAnyDevice_AgreesWithPyTorch(string settings)
    {
        string reference = RepositoryFiles.Get("weights", "fashion-lenet", "reference.safetensors");
        Run(settings, "verify", "--model", "fashion-lenet", "--reference", reference, "--device", "cuda").Succeeded();
    }

    [Test]
    public void Devices_OfADriverThatIsTooOld_IsReported()
    {
        ProcessOutcome outcome = Run("driver=10020", "devices");
        Assert.That(outcome.Output, Does.Contain("too old for this device: update the driver"));
        Run("driver=10020", Bench).IsRefused(2, "too old for this device: update the driver");
    }

    [TestCase(16, Description = "the number of multiprocessors")]
    [TestCase(75, Description = "the compute capability")]
    public void Devices_OfADriverThatDoesNotReportAProperty_IsReported(int attribute) =>
        Run($"attribute={attribute}", Bench).IsRefused(2, "reports 1 device but not all of their properties");

    [Test]
    public void Devices_WarmUpOfADeviceThatIsLost_DoesNotHideTheOthers()
    {
        ProcessOutcome outcome = Run("lose=30", "devices", "--warm-up");
        Assert.That(outcome.Output, Does.Match("(?m)^ *cpu ").And.Match("(?m)^ *reference "));
        Assert.That(outcome.Error, Does.Match(@"^miniconvviz: cuda: self-test: [^\n]*busy or unavailable\n$"));
        Assert.That(outcome.ExitCode, Is.EqualTo(2));
    }

    [Test]
    public void Bench_WithoutMemory_NamesTheNodeAndTheBytes() =>
        Run("memory=100000", Bench).IsRefused(2, "miniconvviz: conv2 (Conv2d): ", "no memory for", "out of memory");

    [Test]
    public void Bench_KernelThatIsNotAssembled_NamesNodeDeviceKernelAndWhatWasSaid() =>
        Run("module=Conv2dGpuFirstLayer", Bench).IsRefused(
            2, "conv1 (Conv2d): NVIDIA H200", "Conv2dGpuFirstLayer.Kernel does not compile", "ptxas", "is refused");

    [Test]
    public void Bench_LaunchThatIsRefused_NamesNodeAndKernel() =>
        Run("refuse=Conv2dGpuFirstLayer", Bench).IsRefused(
            2, "conv1 (Conv2d): ", "launch of Conv2dGpuFirstLayer.Kernel failed", "too many resources");

    [Test]
    public void Bench_LaunchThatFailsLater_NamesANodeFromWhichItMayCome() =>
        Run("launch=Conv2dGpuFirstLayer", Bench).IsRefused(2, "unspecified launch failure");

    [TestCase(1)]
    [TestCase(20)]
    [TestCase(60)]
    [TestCase(120)]
    public void Render_OnADeviceThatIsLost_EndsInOneLineAndLeavesNothingHalfWritten(int calls)
    {
        string output = _folder.File(string.Create(CultureInfo.InvariantCulture, $"lost-{calls}"));
        Run($"lose={calls}", "render", "--model", "fashion-lenet", "--out", output, "--device", "cuda")
            .IsRefused(2, "busy or unavailable");
        foreach (string file in Directory.Exists(output) ? Directory.GetFiles(output, "*.png") : [])
        {
            PngFile.AssertDecodes(file);
        }
    }

    [Test]
    public void ProgramsOtherCommands_RunOnCuda()
    {
        string activations = _folder.File("activations.npz");
        Run("", "export", "--model", "fashion-lenet", "--out", activations, "--device", "cuda").Succeeded();
        Assert.That(new FileInfo(activations).Length, Is.GreaterThan(10_000));
        Run("", "statistics", "--model", "fashion-lenet", "--device", "cuda").Succeeded();
        Run("", [.. Bench, "--per-node"]).Succeeded();
        Run("", [.. Bench, "--taps", "all"]).Succeeded();
        Run("", [.. Bench, "--tf32"]).Succeeded();
    }

    [TestCase("", "", "one graph per run")]
    [TestCase("", "--no-graph", "kernel by kernel (graphs are switched off)")]
    [TestCase("graphs=0", "", "kernel by kernel (the run cannot be recorded: operation not supported)")]
    public void Bench_ReportsHowTheDeviceGetsItsWork(string settings, string option, string expected)
    {
        string[] options = option.Length == 0 ? [] : [option];
        ProcessOutcome outcome = Run(settings, [.. Bench, .. options]).Succeeded();
        Assert.That(outcome.Output, Does.Contain(expected));
    }

    private ProcessOutcome Run(string settings, params IEnumerable<string> arguments) =>
        CudaDriver.Run(settings, _folder.Root, arguments);

    // Rounding sometimes moves a value to the next level; neighbouring levels differ by up to three in viridis.
    private static void AssertAlike(SKBitmap picture, SKBitmap other, string layer)
    {
        Assert.That((picture.Width, picture.Height), Is.EqualTo((other.Width, other.Height)), layer);
        SKColor[] colors = picture.Pixels, expected = other.Pixels;
        int most = 0;
        for (int i = 0; i < colors.Length; i++)
        {
            most = Math.Max(most, Math.Abs(colors[i].Red - expected[i].Red));
            most = Math.Max(most, Math.Abs(colors[i].Green - expected[i].Green));
            most = Math.Max(most, Math.Abs(colors[i].Blue - expected[i].Blue));
        }

        Assert.That(most, Is.LessThanOrEqualTo(4), layer);
    }
}
