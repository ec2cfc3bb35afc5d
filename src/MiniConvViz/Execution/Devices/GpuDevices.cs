using System.Diagnostics;
using MiniConvViz.Kernels;

namespace MiniConvViz.Execution;

/// <summary>
/// Finds GPUs, or the reason in one line why there is none. All code that may load ILGPU is called from here.
/// </summary>
internal static class GpuDevices
{
    /// <summary>The device name of a kind of GPU.</summary>
    public static string NameOf(GpuKind kind) => kind switch
    {
        GpuKind.Cuda => "cuda",
        GpuKind.OpenCL => "opencl",
        _ => "ilgpu-cpu",
    };

    /// <summary>The kind of GPU that a device name means; null for devices that are none.</summary>
    public static GpuKind? KindOf(string name) =>
        Enum.GetValues<GpuKind>().Where(kind => NameOf(kind) == name).Select(kind => (GpuKind?)kind).FirstOrDefault();

    /// <summary>A usable GPU, CUDA before OpenCL, and no CPU OpenCL device. Null without one.</summary>
    public static GpuDescription? FindBest() => !GpuDiscovery.DriverPresent()
        ? null
        : GpuDiscovery.Find()
            .FirstOrDefault(gpu => gpu.IsUsableGpu);

    /// <summary>The first usable device of a kind.</summary>
    /// <exception cref="DeviceException">There is none; the message says why.</exception>
    public static GpuDescription Find(GpuKind kind)
    {
        GpuDescription[] found = [.. GpuDiscovery.Find().Where(gpu => gpu.Kind == kind)];
        return found.FirstOrDefault(gpu => gpu.IsUsable)
            ?? throw new DeviceException(
                $"{NameOf(kind)}: {found.FirstOrDefault()?.Problem ?? "no such device was found on this machine"}; "
                + "'miniconvviz devices' shows details");
    }

    /// <summary>
    /// Opens a GPU for one session, without the forms that its self-test excluded; one that was never used here is
    /// tested first.
    /// </summary>
    /// <exception cref="DeviceException">The driver refused, or the device computes wrong values.</exception>
    public static IBackend Open(GpuDescription gpu, DeviceRequest request, bool usesTensorCores) =>
        Open(gpu, request, usesTensorCores, GpuSelfTest.Default);

    /// <inheritdoc cref="Open(GpuDescription, DeviceRequest, bool)"/>
    internal static IBackend Open(
        GpuDescription gpu, DeviceRequest request, bool usesTensorCores, GpuSelfTest selfTest)
    {
        IReadOnlyCollection<Enum> excluded =
            request.IsUntested ? [] : selfTest.RequirePassed(gpu, usesTensorCores, request.Notice);
        return BackendOf(() => selfTest.Open(gpu, usesTensorCores, excluded), gpu, usesTensorCores);
    }

    /// <summary>Opens a GPU without a test of what it computes.</summary>
    /// <exception cref="DeviceException">The driver refused.</exception>
    public static GpuBackend OpenUntested(GpuDescription gpu, bool usesTensorCores = false) =>
        BackendOf(() => OpenAccelerator(gpu, usesTensorCores, []), gpu, usesTensorCores);

    /// <summary>Opens a GPU in order to test it.</summary>
    /// <exception cref="GpuException">The driver refused.</exception>
    public static GpuAccelerator OpenAccelerator(
        GpuDescription gpu, bool usesTensorCores, IReadOnlyCollection<Enum> excludedForms) =>
        GpuAccelerator.Create(gpu, usesTensorCores, excludedForms, GpuKernelStore.Default);

    /// <summary>A backend on a device that is opened now.</summary>
    /// <exception cref="DeviceException">The driver refused.</exception>
    public static GpuBackend BackendOf(Func<GpuAccelerator> open, GpuDescription gpu, bool usesTensorCores)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            GpuAccelerator accelerator = open();
            return new GpuBackend(accelerator, new GpuTuning(GpuTuning.DefaultFolder, gpu, usesTensorCores))
            {
                OpenTime = Stopwatch.GetElapsedTime(start),
            };
        }
        catch (GpuException problem)
        {
            throw new DeviceException(problem.Message, problem);
        }
    }
}
