using System.Text.Json;
using MiniConvViz.Kernels;

namespace MiniConvViz.Cli.Tests;

/// <summary>The output of <c>devices</c>.</summary>
public sealed class DevicesTests
{
    private static readonly string[] Names = ["cuda", "opencl", "ilgpu-cpu", "cpu", "reference"];

    [Test]
    public void Devices_AnyMachine_ListsEveryNameWithWhatItIsOrWhatIsMissing()
    {
        JsonElement[] devices = [.. Devices("--json").Json().EnumerateArray()];
        Assert.That(devices.Select(device => Text(device, "name")).Distinct(), Is.EqualTo(Names));
        Assert.That(devices.Count(device => device.GetProperty("isAuto").GetBoolean()), Is.EqualTo(1));
        foreach (JsonElement device in devices)
        {
            bool isMissing = device.GetProperty("isMissing").GetBoolean();
            string name = Text(device, "name");
            Assert.That(Text(device, "hardware"), isMissing ? Is.Empty : Is.Not.Empty, name);
            Assert.That(device.GetProperty("memoryBytes").GetInt64(), isMissing ? Is.Zero : Is.Positive, name);
            Assert.That(Text(device, "version"), isMissing || name == "reference" ? Is.Empty : Is.Not.Empty, name);
            Assert.That(
                device.GetProperty("problem").ValueKind,
                isMissing ? Is.EqualTo(JsonValueKind.String) : Is.AnyOf(JsonValueKind.String, JsonValueKind.Null));
        }
    }

    [Test]
    public void Devices_NoNvidiaDriver_ReportsWhereToGetIt()
    {
        string output = Devices().Output;
        if (GpuDriver.IsPresent(GpuDriver.Cuda))
        {
            Assert.That(output, Does.Not.Contain("no NVIDIA driver"));
        }
        else
        {
            Assert.That(output, Does.Match(@"(?m)^ *cuda +- +missing *$"));
            Assert.That(output, Does.Contain("cuda: no NVIDIA driver (libcuda.so.1 ").And.Contain("nvidia.com/drivers"));
        }
    }

    [Test]
    [Category("OpenCL")]
    public void Devices_LoaderWithoutADriver_ReportsWhichToGet()
    {
        using TemporaryFolder folder = new();
        ProcessOutcome outcome = PoCL.Run("OCL_ICD_VENDORS=/nowhere", folder.Root, "devices").Succeeded();
        Assert.That(outcome.Output, Does.Match(@"(?m)^ *opencl +- +missing *$"));
        Assert.That(outcome.Output, Does.Contain("opencl: the OpenCL loader is installed but has no device: ")
            .And.Contain("intel-opencl-icd").And.Contain("PoCL 4.0 or newer (pocl-opencl-icd)"));
    }

    [Test]
    [Category("OpenCL")]
    public void Devices_PoCL_ReportsNameMemoryVersionsAndThatItIsTheCpu()
    {
        PoCL.Require();
        Assert.That(
            Devices().Output,
            Does.Match(@"(?m)^ *opencl +cpu-\S.* +\d+\.\d GiB +OpenCL 3\.0 +\S.* CPU OpenCL device *$"));
    }

    [Test]
    [Category("OpenCL")]
    public void DevicesMeasure_PoCL_ReportsGigabytesAndOperationsPerSecond()
    {
        PoCL.Require();
        JsonElement measured = Devices("--measure", "--json").Json().EnumerateArray()
            .Single(device => Text(device, "name") == "opencl").GetProperty("measured");
        string[] rates =
            ["uploadBytesPerSecond", "downloadBytesPerSecond", "copyBytesPerSecond", "convolutionFlopsPerSecond"];
        foreach (string rate in rates)
        {
            Assert.That(measured.GetProperty(rate).GetDouble(), Is.GreaterThan(1e6), rate);
        }
    }

    [Test]
    [Category("OpenCL")]
    public void DevicesWarmUp_PoCL_ReportsKernelsSecondsAndTheVerdict()
    {
        PoCL.Require();
        string output = Devices("--warm-up").Output;
        Assert.That(output, Does.Match(@"(?m)^opencl: \d\d+ kernels compiled in \d+\.\d s; self-test: passed\.$"));
        Assert.That(output, Does.Match(@"(?m)^ilgpu-cpu: \d\d+ kernels compiled in \d+\.\d s; self-test: passed\.$"));
    }

    [Test]
    [Category("OpenCL")]
    public void DevicesWarmUp_OneDeviceFails_ReportsTheOthersToo()
    {
        PoCL.Require();
        using TemporaryFolder folder = new();
        ProcessOutcome outcome = PoCL.Run(PoCL.BrokenCompiler, folder.Root, "devices", "--warm-up");
        Assert.That(outcome.ExitCode, Is.EqualTo(2));
        Assert.That(outcome.Error, Does.Match(@"(?m)^miniconvviz: opencl: self-test: Conv2d Naive: .* does not compile: "));
        Assert.That(outcome.Output, Does.Contain("default (auto)").And.Contain("ilgpu-cpu: "));
    }

    private static string Text(JsonElement device, string property) => device.GetProperty(property).GetString()!;

    private static ProcessOutcome Devices(params IEnumerable<string> arguments) =>
        CliProcess.RunIn(Path.GetTempPath(), ["devices", .. arguments]).Succeeded();
}
