namespace MiniConvViz.Kernels;

/// <summary>
/// An estimate of the time of kernels on a GPU, in clocks of a multiprocessor. It is used to choose between forms, so
/// only ratios matter; the constants are those of an H100 or H200 at 1.9 GHz.
/// <code>
/// step of k resident blocks = max(k * warps * instructions / 4 / 0.88,  k * tensor clocks,  650)
///                                 issue slots of 4 schedulers            tensor cores       latency
/// </code>
/// A multiprocessor hides the latency of loads and barriers only with other blocks: one block alone on a
/// multiprocessor takes 650 clocks for a step whose instructions would take 400. Split-K hides that latency.
/// </summary>
/// <remarks>Estimated, never measured: no NVIDIA GPU was available.</remarks>
internal static class GpuTime
{
    /// <summary>
    /// The overhead of a launch, 2.5 microseconds: the gap between two kernels, and the time in which the first
    /// blocks start and the last ones end.
    /// </summary>
    public const double Launch = 4750;

    /// <summary>The least time of a kernel that only reads and writes the cache, 2 microseconds.</summary>
    public const double Pass = 3800;

    /// <summary>The latency of a load from the cache or from memory, and of the barrier after it.</summary>
    public const double Latency = 650;

    /// <summary>The time of a block before its first step and after its last.</summary>
    private const double BlockEnds = 1200;

    private const int Schedulers = 4;

    /// <summary>The share of issue slots that a multiprocessor with full occupancy uses.</summary>
    private const double Issued = 0.88;

    /// <summary>The bandwidth of memory for one multiprocessor, in bytes per clock, if all use it.</summary>
    private const double MemoryBytes = 17;

    /// <summary>The same for the second-level cache.</summary>
    private const double CacheBytes = 24;

    /// <summary>The time of a tiled kernel, without its launch.</summary>
    /// <param name="multiprocessors">Those of the device.</param>
    /// <param name="blocks">Thread blocks.</param>
    /// <param name="steps">Steps of a block's loop.</param>
    /// <param name="block">The resources of a block.</param>
    /// <param name="stored">Clocks in which a block stores its accumulators, beyond the usual epilogue.</param>
    public static double Blocks(int multiprocessors, long blocks, int steps, GpuBlock block, double stored = 0)
    {
        // As many blocks as fit are resident at once; the multiprocessor with the most blocks finishes last.
        long busiest = (blocks + multiprocessors - 1) / multiprocessors;
        (long full, long rest) = Math.DivRem(busiest, block.Resident);
        return (full * Round(block.Resident, steps, block, stored))
            + (rest > 0 ? Round(rest, steps, block, stored) : 0);
    }

    /// <summary>The time to read or write a number of bytes of memory, by all multiprocessors together.</summary>
    public static double Memory(int multiprocessors, double bytes) => bytes / multiprocessors / MemoryBytes;

    /// <summary>The time to read or write a number of bytes of the second-level cache.</summary>
    public static double Cache(int multiprocessors, double bytes) => bytes / multiprocessors / CacheBytes;

    private static double Round(long resident, int steps, GpuBlock block, double stored)
    {
        double issue = resident * block.Warps * block.StepInstructions / (Schedulers * Issued);
        double step = Math.Max(Math.Max(issue, resident * block.StepClocks), Latency);
        return (steps * step) + (resident * stored) + BlockEnds;
    }
}
