using MiniConvViz.Ptx;

namespace MiniConvViz.Kernels.Tests.Ptx;

/// <summary>
/// A simulated NVIDIA GPU: the PTX that ILGPU generates is interpreted on the CPU, instruction by instruction.
/// Without a GPU it is the only test of that code, and it detects missing barriers, which a GPU does not report.
/// </summary>
internal static class PtxDevice
{
    /// <summary>The description of an A100, so that kernels are chosen as for one.</summary>
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

    /// <summary>Opens the device.</summary>
    /// <param name="counter">Counts what kernels do, which are then run in part only; null runs all.</param>
    /// <param name="multiprocessors">An A100's; an H100 has 132.</param>
    /// <param name="usesTensorCores">Whether convolutions may run on tensor cores.</param>
    public static GpuAccelerator Open(
        PtxCounter? counter = null, int multiprocessors = 108, bool usesTensorCores = false) =>
        GpuAccelerator.CreateOnHost(
            Description,
            new GpuLimits(GroupThreads: 1024, GroupSharedBytes: 48 * 1024, multiprocessors)
            {
                CacheBytes = 40 * 1024 * 1024,
            },
            host => new PtxKernelCache(Description, host, counter),
            usesTensorCores);
}
