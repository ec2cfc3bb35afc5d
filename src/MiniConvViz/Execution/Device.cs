using System.Runtime.Intrinsics;
using MiniConvViz.Kernels;

namespace MiniConvViz.Execution;

/// <summary>
/// Something that can run a network. <c>cpu</c> and <c>reference</c> exist everywhere; GPUs are found through ILGPU,
/// which is loaded only when one of them is looked for and a driver is there.
/// </summary>
public sealed class Device
{
    private readonly Func<IBackend> _createBackend;

    private Device(string name, string description, Func<IBackend> createBackend) =>
        (Name, Description, _createBackend) = (name, description, createBackend);

    /// <summary>
    /// What <c>--device</c> takes: <c>reference</c>, <c>cpu</c>, <c>cuda</c>, <c>opencl</c> or <c>ilgpu-cpu</c>.
    /// </summary>
    public string Name { get; }

    /// <summary>The hardware's own name.</summary>
    public string Description { get; }

    /// <summary>
    /// Convolutions run on tensor cores, which round what they multiply to TF32's 10 digits behind the point: see
    /// <see cref="WithTensorCores"/>.
    /// </summary>
    public bool UsesTensorCores { get; private init; }

    /// <summary>Runs ILGPU kernels, of which it may have several for a layer.</summary>
    public bool IsGpu => Gpu is not null;

    /// <summary>Whether <see cref="WithTensorCores"/> is to be had.</summary>
    public bool HasTensorCores => Gpu is { HasTensorCores: true };

    /// <summary>All names that <see cref="Parse"/> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = ["auto", "cpu", "cuda", "opencl", "ilgpu-cpu", "reference"];

    /// <summary>The widest vectors this processor computes with, such as <c>512-bit vectors</c>.</summary>
    public static string VectorWidth =>
        Vector512.IsHardwareAccelerated ? "512-bit vectors"
        : Vector256.IsHardwareAccelerated ? "256-bit vectors"
        : Vector128.IsHardwareAccelerated ? "128-bit vectors"
        : "no vectors";

    /// <summary>The plain loops that define every operator; one thread, slow, exact.</summary>
    public static Device Reference { get; } = new(
        "reference", "plain loops, double accumulation", () => new HostBackend(threads: 1, isReference: true));

    /// <summary>Vector code on this machine's cores; needs nothing installed.</summary>
    /// <param name="threads">Threads to use; null for all cores.</param>
    /// <exception cref="DeviceException">Fewer than one thread.</exception>
    public static Device Cpu(int? threads = null)
    {
        int count = threads ?? Environment.ProcessorCount;
        return count >= 1
            ? new Device("cpu", $"vector code, {count} threads", () => new HostBackend(count, isReference: false))
            : throw new DeviceException($"a device needs at least 1 thread, got {count}");
    }

    /// <summary>The best this machine has: a CUDA or OpenCL GPU if there is one, else <see cref="Cpu"/>.</summary>
    public static Device Auto(int? threads = null) =>
        GpuDevices.FindBest() is GpuDescription gpu ? FromGpu(gpu) : Cpu(threads);

    /// <summary>The device of that name.</summary>
    /// <exception cref="DeviceException">The name is unknown, or this machine has no such device.</exception>
    public static Device Parse(string name, int? threads = null) => name switch
    {
        "auto" => Auto(threads),
        "cpu" => Cpu(threads),
        "reference" => Reference,
        "cuda" => FromGpu(GpuDevices.Find(GpuKind.Cuda)),
        "opencl" => FromGpu(GpuDevices.Find(GpuKind.OpenCL)),
        "ilgpu-cpu" => FromGpu(GpuDevices.Find(GpuKind.IlgpuCpu)),
        _ => throw new DeviceException($"there is no device '{name}'; the devices are {string.Join(", ", Names)}"),
    };

    /// <summary>
    /// The same device with its convolutions on tensor cores: faster, and outside of what
    /// <c>docs/fidelity.md</c> promises, since inputs and weights are rounded to TF32 (relative error up to 2^-11).
    /// </summary>
    /// <exception cref="DeviceException">It has no tensor cores that multiply TF32.</exception>
    public Device WithTensorCores() => Gpu is { HasTensorCores: true } gpu
        ? new Device(Name, $"{Description}, TF32", () => GpuDevices.Open(gpu, usesTensorCores: true))
        {
            Gpu = gpu,
            UsesTensorCores = true,
        }
        : throw new DeviceException(
            $"{this} has no tensor cores for TF32; they are in NVIDIA GPUs of compute capability 8.0 and newer, "
            + "which --device cuda runs on");

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Description})";

    private GpuDescription? Gpu { get; init; }

    internal IBackend CreateBackend() => _createBackend();

    /// <summary>A device of somebody's own making.</summary>
    internal static Device Of(string name, string description, Func<IBackend> createBackend) =>
        new(name, description, createBackend);

    /// <summary>The device itself, where there are several of its kind.</summary>
    internal static Device FromGpu(GpuDescription gpu) =>
        new(GpuDevices.NameOf(gpu.Kind), gpu.Name, () => GpuDevices.Open(gpu)) { Gpu = gpu };
}
