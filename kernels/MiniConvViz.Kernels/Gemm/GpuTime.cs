namespace MiniConvViz.Kernels;

/// <summary>
/// How long kernels take on a GPU, estimated: a model that counts, in clocks of a multiprocessor. It decides between
/// forms, so what matters are ratios; the constants are those of an H100 or H200 at 1.9 GHz.
/// <code>
/// step of k resident blocks = max(k * warps * instructions / 4 / 0.88,  k * tensor clocks,  650)
///                                 issue slots of 4 schedulers            tensor cores       latency
/// </code>
/// A multiprocessor hides the latency of loads and barriers only with other blocks: one block alone on a
/// multiprocessor takes 650 clocks for a step whose instructions would take 400. That is what split-K wins.
/// </summary>
/// <remarks>Estimated, never measured: no NVIDIA GPU was available.</remarks>
internal static class GpuTime
{
    /// <summary>Between one kernel and the next: the ramp, the tail and the gap, 2.5 microseconds.</summary>
    public const double Launch = 4750;

    /// <summary>A kernel that only passes values through the cache takes at least so long, 2 microseconds.</summary>
    public const double Pass = 3800;

    /// <summary>A load from the cache or from memory, and the barrier after it.</summary>
    public const double Latency = 650;

    /// <summary>A block before its first step and after its last.</summary>
    private const double BlockEnds = 1200;

    private const int Schedulers = 4;

    /// <summary>The share of issue slots that a full multiprocessor uses.</summary>
    private const double Issued = 0.88;

    /// <summary>Bytes that pass between memory and one multiprocessor in a clock, when all ask.</summary>
    private const double MemoryBytes = 17;

    /// <summary>The same between the second-level cache and one multiprocessor.</summary>
    private const double CacheBytes = 24;

    /// <summary>A tiled kernel, without its launch.</summary>
    /// <param name="multiprocessors">Those of the device.</param>
    /// <param name="blocks">Thread blocks.</param>
    /// <param name="steps">Steps of a block's loop.</param>
    /// <param name="block">What a block costs.</param>
    /// <param name="stored">Clocks that a block takes for its sums beyond the usual epilogue.</param>
    public static double Blocks(int multiprocessors, long blocks, int steps, GpuBlock block, double stored = 0)
    {
        // As many blocks at once as fit; the multiprocessor with the most blocks is the last to finish.
        long busiest = (blocks + multiprocessors - 1) / multiprocessors;
        (long full, long rest) = Math.DivRem(busiest, block.Resident);
        return (full * Round(block.Resident, steps, block, stored))
            + (rest > 0 ? Round(rest, steps, block, stored) : 0);
    }

    /// <summary>So many bytes read from or written to memory, by all multiprocessors together.</summary>
    public static double Memory(int multiprocessors, double bytes) => bytes / multiprocessors / MemoryBytes;

    /// <summary>So many bytes that the second-level cache holds.</summary>
    public static double Cache(int multiprocessors, double bytes) => bytes / multiprocessors / CacheBytes;

    private static double Round(long resident, int steps, GpuBlock block, double stored)
    {
        double issue = resident * block.Warps * block.StepInstructions / (Schedulers * Issued);
        double step = Math.Max(Math.Max(issue, resident * block.StepClocks), Latency);
        return (steps * step) + (resident * stored) + BlockEnds;
    }
}
