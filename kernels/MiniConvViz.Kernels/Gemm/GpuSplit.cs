using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// Split-K, for matrix products whose tiles of 64 x 64 are too few to fill the device. The terms of each tile are cut
/// into stretches, one thread block each, which stores its accumulators in global memory. A second kernel adds up the
/// accumulators of all stretches, in the same order each time, and applies the epilogue.
/// <code>
/// terms of a tile   |--------|--------|--------|--------|
///                    block 0  block 1  block 2  block 3
///                       |        |        |        |
/// memory            [64,64]  [64,64]  [64,64]  [64,64]     sums [tiles,stretches,64,64]
///                       +--------+--------+--------+------ bias, residual, clamp -> output
/// </code>
/// </summary>
internal static class GpuSplit
{
    /// <summary>Quads of sixteen bytes in a tile; the second kernel has a thread for each.</summary>
    public const int TileQuads = Tile * RowQuads;

    /// <summary>Quads of sixteen bytes in a row of a tile.</summary>
    public const int RowQuads = Tile / 4;

    private const int Tile = 64;

    /// <summary>
    /// The fewest steps of a stretch: in a shorter one, filling and draining the double buffer would take as long as
    /// the multiply-adds.
    /// </summary>
    private const int FewestSteps = 8;

    /// <summary>
    /// Clocks in which a block stores its accumulators, as far as the loads of the next block do not hide them.
    /// </summary>
    private const double StoreAccumulators = 200;

    /// <summary>
    /// The number of stretches with the least time by <see cref="GpuTime"/>. With one block on a multiprocessor, the
    /// latency of memory is exposed in every step. More blocks hide it, but each more hides less, while the
    /// accumulators of every stretch pass through the cache. Two or three blocks per multiprocessor are usual.
    /// </summary>
    /// <param name="multiprocessors">Those of the device.</param>
    /// <param name="tiles">Tiles of the whole output.</param>
    /// <param name="steps">Steps of a sum.</param>
    /// <param name="block">The resources of a block that computes a stretch.</param>
    public static int Stretches(int multiprocessors, long tiles, int steps, GpuBlock block)
    {
        int best = 2;
        double least = double.PositiveInfinity;
        for (int occupancy = 1; occupancy <= block.Resident; occupancy++)
        {
            long stretches = Math.Min((long)occupancy * multiprocessors / Math.Max(1, tiles), steps / FewestSteps);
            double time = Time(multiprocessors, tiles, steps, (int)Math.Max(2, stretches), block);
            (best, least) = time < least ? ((int)Math.Max(2, stretches), time) : (best, least);
        }

        return best;
    }

    /// <summary>Whether the accumulators of all stretches can be indexed by an int, as the kernels do.</summary>
    public static bool Takes(int multiprocessors, long tiles, int steps, GpuBlock block) =>
        tiles <= int.MaxValue / (Tile * Tile * Stretches(multiprocessors, tiles, steps, block));

    /// <summary>
    /// Whether each tile can have two stretches: there are multiprocessors for their blocks, and enough steps.
    /// </summary>
    public static bool Suits(int multiprocessors, long tiles, int steps, GpuBlock block) =>
        2 * tiles <= (long)multiprocessors * block.Resident && steps >= 2 * FewestSteps;

    /// <summary>
    /// The time with the best number of stretches, both launches included, by <see cref="GpuTime"/>.
    /// </summary>
    public static double Time(int multiprocessors, long tiles, int steps, GpuBlock block) => Time(
        multiprocessors, tiles, steps, Stretches(multiprocessors, tiles, steps, block), block);

    /// <summary>The time with a given number of stretches.</summary>
    public static double Time(int multiprocessors, long tiles, int steps, int stretches, GpuBlock block)
    {
        int longest = (steps + stretches - 1) / stretches;
        double bytes = sizeof(float) * (double)tiles * stretches * Tile * Tile;
        return GpuTime.Blocks(multiprocessors, tiles * stretches, longest, block, StoreAccumulators)
            + Math.Max(GpuTime.Cache(multiprocessors, bytes), GpuTime.Pass)
            + (2 * GpuTime.Launch);
    }

    /// <summary>The number of accumulators of all stretches.</summary>
    public static int Floats(long tiles, int stretches) => checked((int)(tiles * stretches * Tile * Tile));

    /// <summary>
    /// The first step of a stretch; for the index after the last stretch, the number of steps. If the steps cannot be
    /// divided equally, the last stretches have one more than the first, so that even a stretch without steps begins
    /// at an existing step.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FirstStep(int steps, int stretches, int stretch) =>
        (steps / stretches * stretch) + Math.Max(0, stretch - stretches + (steps % stretches));

    /// <summary>Stores this thread's accumulators: those of a thread block form a tile, row by row.</summary>
    /// <param name="own">This thread's accumulators.</param>
    /// <param name="accumulators">[tiles,stretches,64,64]</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(GpuTileAccumulators own, ArrayView<float> accumulators)
    {
        ArrayView<Float4> quads = accumulators.Cast<Float4>();
        int first = (Grid.IdxX * TileQuads) + (own.Row * RowQuads) + (own.Column / 4);
        quads[first] = own[0];
        quads[first + RowQuads] = own[1];
        quads[first + (2 * RowQuads)] = own[2];
        quads[first + (3 * RowQuads)] = own[3];
        quads[first + (32 * RowQuads)] = own[4];
        quads[first + (33 * RowQuads)] = own[5];
        quads[first + (34 * RowQuads)] = own[6];
        quads[first + (35 * RowQuads)] = own[7];
    }

    /// <summary>
    /// Adds up a tile's stretches, from the first to the last. Four are loaded at a time, so that their latencies
    /// overlap.
    /// </summary>
    /// <param name="accumulators">[tiles,stretches,64,64]</param>
    /// <param name="stretches">How many.</param>
    /// <param name="index">The index of four adjacent outputs: <c>tile * TileQuads + quad</c>.</param>
    // Not inlined: ILGPU would move the caller's divisions into these loops.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Float4 Join(ArrayView<float> accumulators, int stretches, int index)
    {
        ArrayView<Float4> quads = accumulators.Cast<Float4>();
        int at = (index / TileQuads * stretches * TileQuads) + (index % TileQuads);
        Float4 sum = default;
        int rest = stretches;
        for (; rest >= 4; rest -= 4)
        {
            Float4 a = quads[at];
            Float4 b = quads[at + TileQuads];
            Float4 c = quads[at + (2 * TileQuads)];
            Float4 d = quads[at + (3 * TileQuads)];
            sum.Add(a);
            sum.Add(b);
            sum.Add(c);
            sum.Add(d);
            at += 4 * TileQuads;
        }

        for (; rest > 0; rest--)
        {
            sum.Add(quads[at]);
            at += TileQuads;
        }

        return sum;
    }
}
