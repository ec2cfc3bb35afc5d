namespace MiniConvViz.Kernels;

/// <summary>
/// One device on which the GPU kernels could run, or the reason why none of its kind can. Holds no ILGPU types, so that
/// it can be listed and passed around where ILGPU is never loaded.
/// </summary>
internal sealed record GpuDescription
{
    /// <summary>What the driver calls the device; the name of the kind where there is no device.</summary>
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

    /// <summary>The driver's own version, as it tells it; empty where there is no driver.</summary>
    public string Driver { get; init; } = "";

    /// <summary>The device is the machine's CPU whatever its kind says: never to be taken for a GPU.</summary>
    public required bool IsProcessor { get; init; }

    /// <summary>The device has tensor cores that multiply TF32: NVIDIA's, compute capability 8.0 and newer.</summary>
    public bool HasTensorCores { get; init; }

    /// <summary>Why the device cannot be used, and the remedy, in one line; null when it can.</summary>
    public string? Problem { get; init; }

    /// <summary>Nothing is known to stand in the way of <see cref="GpuAccelerator.Create"/>.</summary>
    public bool IsUsable => Problem is null;

    /// <summary>A usable device that really is a GPU: the only sort to choose without being asked.</summary>
    public bool IsUsableGpu => IsUsable && !IsProcessor;
}
