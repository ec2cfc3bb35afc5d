using MiniConvViz.Kernels;

namespace MiniConvViz.Cli.Tests;

/// <summary>The <c>cpu</c> device never loads ILGPU: it works in a copy of the program that has none.</summary>
public sealed class DeviceIsolationTests
{
    private TemporaryFolder _folder = null!;

    [OneTimeSetUp]
    public void CopyTheProgramWithoutIlgpu()
    {
        _folder = new TemporaryFolder();
        foreach (string file in Directory.EnumerateFiles(CliProcess.Folder, "*", SearchOption.AllDirectories))
        {
            string copy = _folder.File(Path.Combine("program", Path.GetRelativePath(CliProcess.Folder, file)));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            if (!Path.GetFileName(file).StartsWith("ILGPU", StringComparison.Ordinal))
            {
                File.Copy(file, copy);
            }
        }
    }

    [OneTimeTearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase("cpu")]
    [TestCase("reference")]
    public void Render_WithoutIlgpu_Works(string device) => Render(device).Succeeded();

    [Test]
    public void Render_AutoWithoutIlgpu_WorksWhereNoDriverIs()
    {
        ProcessOutcome outcome = Render("auto");
        if (GpuDiscovery.DriverPresent())
        {
            outcome.IsRefused(2, "ILGPU");
        }
        else
        {
            outcome.Succeeded();
        }
    }

    [Test]
    public void Render_IlgpuCpuWithoutIlgpu_ReportsWhatIsMissing() => Render("ilgpu-cpu").IsRefused(2, "ILGPU");

    private ProcessOutcome Render(string device) => CliProcess.RunCopy(
        _folder.File("program"),
        _folder.Root,
        "render", "--model", "fashion-lenet", "--layers", "conv1", "--device", device);
}
