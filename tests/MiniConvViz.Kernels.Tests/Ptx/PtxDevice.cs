using MiniConvViz.Ptx;

namespace MiniConvViz.Kernels.Tests.Ptx;

/// <summary>
/// An NVIDIA GPU as far as its instructions go: what ILGPU compiles for one is obeyed on the CPU, one after the other.
/// Nothing else shows without a GPU that they are right, and not even a GPU tells of a missing barrier.
/// </summary>
internal static class PtxDevice
{
    /// <summary>An A100, so that kernels are chosen as for one.</summary>
    public static GpuDescription Description { get; } = new()
    {
        Name = "PTX",
        Kind = GpuKind.Cuda,
        Index = 0,
        MemoryBytes = 1L << 30,
        Version = "compute capability 8.0",
        IsProcessor = false,
        HasTensorCores = true,
    };

    /// <summary>Opens it.</summary>
    /// <param name="counter">Counts what kernels do, which are then run in part only; null runs all.</param>
    /// <param name="multiprocessors">An A100's; an H100 has 132.</param>
    public static GpuAccelerator Open(PtxCounter? counter = null, int multiprocessors = 108) =>
        GpuAccelerator.CreateOnHost(
            Description,
            new GpuLimits(GroupThreads: 1024, GroupSharedBytes: 48 * 1024, multiprocessors),
            host => new PtxKernelCache(Description, host, counter));
}
