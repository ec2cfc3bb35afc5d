namespace MiniConvViz.Kernels;

/// <summary>
/// What a step takes on a GPU, by counting, in multiply-adds that one multiprocessor could do meanwhile. Numbers that
/// are fetched behind sums do not count.
/// </summary>
internal static class GpuTime
{
    /// <summary>A number that passes through memory: an H100's ratio. All multiprocessors share this time.</summary>
    public const double PerNumber = 40;

    /// <summary>One launch more: some microseconds.</summary>
    public const double PerLaunch = 400_000;
}
