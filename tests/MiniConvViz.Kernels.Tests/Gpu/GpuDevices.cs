using MiniConvViz.Tests;

namespace MiniConvViz.Kernels.Tests;

/// <summary>
/// The devices that every GPU test runs on: all that this machine has, ILGPU's emulated accelerator among them. Each is
/// opened once for the whole run, so that each kernel is compiled once.
/// </summary>
[SetUpFixture]
public sealed class GpuDevices
{
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
        RequireWhereAsked("cuda", GpuKind.Cuda, all);
        RequireWhereAsked("opencl", GpuKind.OpenCL, all);
        return [.. all.Where(device => device.IsUsable)];
    }

    private static void RequireWhereAsked(string component, GpuKind kind, IReadOnlyList<GpuDescription> all)
    {
        if (Requirement.IsRequired(component) && !all.Any(device => device.Kind == kind && device.IsUsable))
        {
            throw new InvalidOperationException($"{component} is required, and there is none: {string.Join(", ", all)}");
        }
    }
}
