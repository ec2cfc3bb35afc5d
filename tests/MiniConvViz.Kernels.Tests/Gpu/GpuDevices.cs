namespace MiniConvViz.Kernels.Tests;

/// <summary>
/// The devices that every GPU test runs on: all that this machine has, ILGPU's emulated accelerator among them. Each is
/// opened once for the whole run, so that each kernel is compiled once.
/// </summary>
[SetUpFixture]
public sealed class GpuDevices
{
    /// <summary>Set where an OpenCL device must be there (in the PoCL root): its absence is a failure, not a skip.</summary>
    private const string ExpectOpenCL = "MINICONVVIZ_EXPECT_OPENCL";

    private static readonly Dictionary<GpuDescription, GpuAccelerator> Opened = [];

    /// <summary>One fixture per usable device.</summary>
    public static IEnumerable<TestFixtureData> Usable =>
        Find().Select(device => new TestFixtureData(device).SetArgDisplayNames($"{device.Kind} {device.Index}"));

    public static GpuAccelerator Open(GpuDescription device)
    {
        if (!Opened.TryGetValue(device, out GpuAccelerator? accelerator))
        {
            accelerator = GpuAccelerator.Create(device);
            Opened.Add(device, accelerator);
        }

        return accelerator;
    }

    [OneTimeTearDown]
    public void Close()
    {
        foreach (GpuAccelerator accelerator in Opened.Values)
        {
            accelerator.Dispose();
        }

        Opened.Clear();
    }

    private static List<GpuDescription> Find()
    {
        IReadOnlyList<GpuDescription> all = GpuDiscovery.Find();
        List<GpuDescription> usable = [.. all.Where(device => device.IsUsable)];
        bool hasOpenCL = usable.Exists(device => device.Kind == GpuKind.OpenCL);
        return hasOpenCL || Environment.GetEnvironmentVariable(ExpectOpenCL) is null
            ? usable
            : throw new InvalidOperationException(
                $"{ExpectOpenCL} is set and there is no usable OpenCL device: {string.Join(", ", all)}");
    }
}
