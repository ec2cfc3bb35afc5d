namespace MiniConvViz.Kernels;

/// <summary>What a device can do at once.</summary>
/// <param name="GroupThreads">Threads of a group, at most.</param>
/// <param name="GroupSharedBytes">Bytes that the threads of a group may share.</param>
/// <param name="Multiprocessors">Groups that can be at work at the same time, at least.</param>
internal readonly record struct GpuLimits(int GroupThreads, int GroupSharedBytes, int Multiprocessors)
{
    /// <summary>
    /// What is assumed where a driver does not report the cache: that of an NVIDIA GPU of the middle.
    /// </summary>
    public const int UsualCacheBytes = 48 * 1024 * 1024;

    /// <summary>Bytes of the second-level cache, which all multiprocessors share.</summary>
    public int CacheBytes { get; init; } = UsualCacheBytes;
}
