namespace MiniConvViz.Kernels;

/// <summary>The limits of a device.</summary>
/// <param name="GroupThreads">The most threads of a block.</param>
/// <param name="GroupSharedBytes">The most shared memory of a block, in bytes.</param>
/// <param name="Multiprocessors">Multiprocessors, each of which runs at least one thread block.</param>
internal readonly record struct GpuLimits(int GroupThreads, int GroupSharedBytes, int Multiprocessors)
{
    /// <summary>
    /// Assumed if a driver does not report the cache: that of a mid-range NVIDIA GPU.
    /// </summary>
    public const int UsualCacheBytes = 48 * 1024 * 1024;

    /// <summary>Bytes of the second-level cache, which all multiprocessors share.</summary>
    public int CacheBytes { get; init; } = UsualCacheBytes;
}
