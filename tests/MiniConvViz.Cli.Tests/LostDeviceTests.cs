using MiniConvViz.Execution;
using MiniConvViz.Kernels;

namespace MiniConvViz.Cli.Tests;

/// <summary>
/// A device that is lost during a run: one line, exit code 2, and no incomplete file.
/// </summary>
[TestFixture("ilgpu-cpu", "cuda", "unspecified launch failure")]
[TestFixture("ilgpu-cpu", "opencl", "CL_DEVICE_NOT_AVAILABLE")]
[TestFixture("opencl", "opencl", "CL_DEVICE_NOT_AVAILABLE", Category = "OpenCL")]
[Category("Exhaustive")]
public sealed class LostDeviceTests(string device, string driver, string failure)
{
    private readonly TemporaryFolder _folder = new();

    [OneTimeSetUp]
    public void RequireDevice()
    {
        GpuDescription[] found = [.. GpuDiscovery.Find().Where(gpu => GpuDevices.NameOf(gpu.Kind) == device)];
        if (!found.Any(gpu => gpu.IsUsable))
        {
            Requirement.Missing(device, found[0].Problem!);
        }
    }

    [OneTimeTearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase(0, "allocation", TestName = "at the first request")]
    [TestCase(12, "", TestName = "before the first launch")]
    [TestCase(40, "", TestName = "between layers")]
    public void Bench_OnALostDevice_EndsInOneLine(int requests, string request) =>
        Run(requests, "bench", "--model", "fashion-resnet", "--runs", "3")
            .IsRefused(2, $"{request} failed: {failure}");

    [Test]
    public void Bench_LostAfterManyRuns_NamesTheNode()
    {
        ProcessOutcome outcome = Run(400, "bench", "--model", "fashion-resnet", "--runs", "1000");
        outcome.IsRefused(2, $" failed: {failure}");
        Assert.That(outcome.Error, Does.Match(@"^miniconvviz: (input|\S+ \(\w+\)( or a node before it)?): "));
    }

    [Test]
    public void Render_OnALostDevice_LeavesNothingButWholePictures()
    {
        string output = _folder.File("report");
        Run(40, "render", "--model", "fashion-resnet", "--out", output).IsRefused(2, $" failed: {failure}");
        string[] left = Directory.GetFiles(output, "*", SearchOption.AllDirectories);
        Assert.That(
            left.Select(Path.GetFileName),
            Is.EquivalentTo(["input.png", FileManifest.Name]),
            "the network was not reported on");
        PngFile.AssertDecodes(Path.Combine(output, "input.png"));
    }

    [Test]
    public void Export_OnALostDevice_LeavesNoFile()
    {
        string output = _folder.File("activations.npz");
        Run(40, "export", "--model", "fashion-resnet", "--out", output).IsRefused(2, $" failed: {failure}");
        Assert.That(Directory.GetFiles(_folder.Root, "activations*"), Is.Empty);
    }

    [Test]
    public void Statistics_OnALostDevice_PrintsNone() =>
        Run(40, "statistics", "--model", "fashion-resnet").IsRefused(2, $" failed: {failure}");

    [Test]
    public void Verify_OnALostDevice_JudgesNothing()
    {
        string reference = Path.Combine(RepositoryFiles.Root, "weights", "fashion-resnet", "reference.safetensors");
        Run(40, "verify", "--model", "fashion-resnet", "--reference", reference)
            .IsRefused(2, $" failed: {failure}");
    }

    private ProcessOutcome Run(int requests, params IEnumerable<string> arguments) => ChildProcess.Run(
        "env",
        [
            $"DOTNET_STARTUP_HOOKS={typeof(LostDeviceTests).Assembly.Location}",
            $"{StartupHook.Requests}={requests}",
            $"{StartupHook.Driver}={driver}",
            "dotnet",
            .. CliProcess.CommandOf(CliProcess.Folder, [.. arguments, "--device", device]),
        ],
        _folder.Root,
        TimeSpan.FromSeconds(60));
}
