namespace MiniConvViz.Kernels;

/// <summary>
/// One device on which the GPU kernels could run, or the reason why none of its kind can. Contains no ILGPU types, so
/// that it can be used without loading ILGPU.
/// </summary>
internal sealed record GpuDescription
{
    /// <summary>The device's name, as the driver reports it; the name of the kind if there is no device.</summary>
    public required string Name { get; init; }

    public required GpuKind Kind { get; init; }

    /// <summary>The position among the driver's devices of this kind, from 0; -1 where there is no device.</summary>
    public required int Index { get; init; }

    /// <summary>The device's memory in bytes; 0 where there is no device.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>
    /// <c>compute capability 9.0</c>, <c>OpenCL 3.0</c>, <c>ILGPU 1.5.3</c>; empty where there is no device.
    /// </summary>
    public required string Version { get; init; }

    /// <summary>The driver's version, as it reports it; empty if there is no driver.</summary>
    public string Driver { get; init; } = "";

    /// <summary>Whether the device is a CPU OpenCL device or emulated, and so never counts as a GPU.</summary>
    public required bool IsProcessor { get; init; }

    /// <summary>Whether the device has tensor cores for TF32: NVIDIA's, compute capability 8.0 and newer.</summary>
    public bool HasTensorCores { get; init; }

    /// <summary>Why the device cannot be used, and the remedy, in one line; null when it can.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether no reason is known for which <see cref="GpuAccelerator.Create"/> would fail.</summary>
    public bool IsUsable => Problem is null;

    /// <summary>Whether the device is usable and a GPU: only such devices are chosen automatically.</summary>
    public bool IsUsableGpu => IsUsable && !IsProcessor;
}
