using MiniConvViz.Kernels.Tests.Ptx;
using NUnit.Framework.Internal;

namespace MiniConvViz.Kernels.Tests;

/// <summary>
/// The devices that every GPU test runs on: all that this machine has, ILGPU's emulated accelerator among them. Each is
/// opened once for the whole run, so that each kernel is compiled once.
/// </summary>
internal static class GpuDevices
{
    private static readonly Dictionary<GpuDescription, GpuAccelerator> Opened = [];

    /// <summary>
    /// An NVIDIA GPU as far as its instructions go: what ILGPU compiles for one is obeyed on the CPU, one after the
    /// other. Nothing else shows without a GPU that they are right, and not even a GPU tells of a missing barrier.
    /// </summary>
    public static GpuDescription Ptx { get; } = new()
    {
        Name = "PTX",
        Kind = GpuKind.Cuda,
        Index = 0,
        MemoryBytes = 1L << 30,
        Version = "compute capability 8.0",
        IsProcessor = false,
        HasTensorCores = true,
    };

    /// <summary>Those of an A100.</summary>
    private static GpuLimits PtxLimits { get; } =
        new(GroupThreads: 1024, GroupSharedBytes: 48 * 1024, Multiprocessors: 108);

    /// <summary>One fixture per usable device, in the category of the device's kind.</summary>
    public static IEnumerable<TestFixtureData> Usable
    {
        get
        {
            foreach (GpuDescription device in GpuDiscovery.Find().Where(device => device.IsUsable).Append(Ptx))
            {
                TestFixtureData fixture = new(device);
                fixture.Properties.Add(PropertyNames.Category, device == Ptx ? "Ptx" : device.Kind.ToString());
                yield return fixture.SetArgDisplayNames(device == Ptx ? device.Name : $"{device.Kind} {device.Index}");
            }
        }
    }

    /// <summary>Opens a device once more, for a test that spoils it.</summary>
    public static GpuAccelerator Create(GpuDescription device) => device == Ptx
        ? GpuAccelerator.CreateOnHost(device, PtxLimits, host => new PtxKernelCache(device, host))
        : GpuAccelerator.Create(device);

    public static GpuAccelerator Open(GpuDescription device)
    {
        if (!Opened.TryGetValue(device, out GpuAccelerator? accelerator))
        {
            accelerator = Create(device);
            Opened.Add(device, accelerator);
        }

        return accelerator;
    }

    /// <summary>Closes what was opened; called after the last test.</summary>
    public static void Close()
    {
        foreach (GpuAccelerator accelerator in Opened.Values)
        {
            accelerator.Dispose();
        }

        Opened.Clear();
    }
}
