using MiniConvViz.Kernels.Tests.Ptx;
using NUnit.Framework.Internal;

namespace MiniConvViz.Kernels.Tests;

/// <summary>
/// The devices that every GPU test runs on: all that this machine has, including ILGPU's emulated accelerator. Each
/// is opened once for the whole run, so that each kernel is compiled once.
/// </summary>
internal static class GpuDevices
{
    private static readonly Dictionary<GpuDescription, GpuAccelerator> Opened = [];

    /// <summary>One fixture per usable device, in the category of the device's kind.</summary>
    public static IEnumerable<TestFixtureData> Usable
    {
        get
        {
            IEnumerable<GpuDescription> found = GpuDiscovery.Find().Where(device => device.IsUsable);
            foreach (GpuDescription device in found.Append(PtxDevice.Description))
            {
                TestFixtureData fixture = new(device);
                fixture.Properties.Add(PropertyNames.Category, IsPtx(device) ? "Ptx" : device.Kind.ToString());
                yield return fixture.SetArgDisplayNames(IsPtx(device) ? device.Name : $"{device.Kind} {device.Index}");
            }
        }
    }

    /// <summary>Opens a device once more, for a test that leaves it unusable.</summary>
    public static GpuAccelerator Create(GpuDescription device) =>
        IsPtx(device) ? PtxDevice.Open() : GpuAccelerator.Create(device);

    /// <summary>Whether a device is <see cref="PtxDevice"/>.</summary>
    public static bool IsPtx(GpuDescription device) => ReferenceEquals(device, PtxDevice.Description);

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
