using NUnit.Framework.Internal;

namespace MiniConvViz.Kernels.Tests;

/// <summary>
/// The devices that every GPU test runs on: all that this machine has, ILGPU's emulated accelerator among them. Each is
/// opened once for the whole run, so that each kernel is compiled once.
/// </summary>
internal static class GpuDevices
{
    private static readonly Dictionary<GpuDescription, GpuAccelerator> Opened = [];

    /// <summary>One fixture per usable device, in the category of the device's kind.</summary>
    public static IEnumerable<TestFixtureData> Usable
    {
        get
        {
            foreach (GpuDescription device in GpuDiscovery.Find().Where(device => device.IsUsable))
            {
                TestFixtureData fixture = new(device);
                fixture.Properties.Add(PropertyNames.Category, device.Kind.ToString());
                yield return fixture.SetArgDisplayNames($"{device.Kind} {device.Index}");
            }
        }
    }

    public static GpuAccelerator Open(GpuDescription device)
    {
        if (!Opened.TryGetValue(device, out GpuAccelerator? accelerator))
        {
            accelerator = GpuAccelerator.Create(device);
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
