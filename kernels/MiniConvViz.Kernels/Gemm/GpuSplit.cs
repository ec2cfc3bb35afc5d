using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// Split-K, for matrix products whose tiles of 64 x 64 are too few to fill the device. The terms of each tile are cut
/// into stretches, one thread block each, which stores its sums in memory. A second kernel adds up the sums of all
/// stretches, in the same order each time, and applies the epilogue.
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
    /// <summary>Pieces of sixteen bytes in a tile: a thread each, when stretches are added up.</summary>
    public const int TileQuads = Tile * RowQuads;

    /// <summary>Pieces of sixteen bytes in a row of a tile.</summary>
    public const int RowQuads = Tile / 4;

    private const int Tile = 64;

    /// <summary>
    /// A stretch is no shorter: filling and emptying the double buffer would take as long as the sums.
    /// </summary>
    private const int FewestSteps = 8;

    /// <summary>Clocks in which a block stores its sums, those that the next block's loads do not hide.</summary>
    private const double StoreSums = 200;

    /// <summary>
    /// How many stretches take the least time, by <see cref="GpuTime"/>: enough for one to several blocks on every
    /// multiprocessor. With one block alone, a multiprocessor waits for memory in every step; with more, each stretch's
    /// sums pass through the cache for less and less. Two or three blocks are usual.
    /// </summary>
    /// <param name="multiprocessors">Those of the device.</param>
    /// <param name="tiles">Tiles of the whole output.</param>
    /// <param name="steps">Steps of a sum.</param>
    /// <param name="block">What a block costs that sums up a stretch.</param>
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

    /// <summary>Whether an int can number the sums of all stretches, as kernels do.</summary>
    public static bool Takes(int multiprocessors, long tiles, int steps, GpuBlock block) =>
        tiles <= int.MaxValue / (Tile * Tile * Stretches(multiprocessors, tiles, steps, block));

    /// <summary>Whether each tile could have two stretches: room for their blocks, and steps enough.</summary>
    public static bool Suits(int multiprocessors, long tiles, int steps, GpuBlock block) =>
        2 * tiles <= (long)multiprocessors * block.Resident && steps >= 2 * FewestSteps;

    /// <summary>
    /// What the best number of stretches takes, both launches included, as <see cref="GpuTime"/> counts.
    /// </summary>
    public static double Time(int multiprocessors, long tiles, int steps, GpuBlock block) => Time(
        multiprocessors, tiles, steps, Stretches(multiprocessors, tiles, steps, block), block);

    /// <summary>What so many stretches take.</summary>
    public static double Time(int multiprocessors, long tiles, int steps, int stretches, GpuBlock block)
    {
        int longest = (steps + stretches - 1) / stretches;
        double bytes = sizeof(float) * (double)tiles * stretches * Tile * Tile;
        return GpuTime.Blocks(multiprocessors, tiles * stretches, longest, block, StoreSums)
            + Math.Max(GpuTime.Cache(multiprocessors, bytes), GpuTime.Pass)
            + (2 * GpuTime.Launch);
    }

    /// <summary>How many values the sums of all stretches are.</summary>
    public static int Floats(long tiles, int stretches) => checked((int)(tiles * stretches * Tile * Tile));

    /// <summary>
    /// The first step of a stretch; that of the one behind the last is where all steps end. The last ones have a step
    /// more than the first if they cannot be equal, so that even one without steps begins at a step that exists.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FirstStep(int steps, int stretches, int stretch) =>
        (steps / stretches * stretch) + Math.Max(0, stretch - stretches + (steps % stretches));

    /// <summary>Puts this thread's sums down: those of a group are a tile, row after row.</summary>
    /// <param name="own">This thread's share of the tile.</param>
    /// <param name="sums">[tiles,stretches,64,64]</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(GpuTileSums own, ArrayView<float> sums)
    {
        ArrayView<Float4> quads = sums.Cast<Float4>();
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
    /// Adds a tile's stretches up, from the first to the last. Four are read at a time, so that the wait is one.
    /// </summary>
    /// <param name="sums">[tiles,stretches,64,64]</param>
    /// <param name="stretches">How many.</param>
    /// <param name="index">Which four neighbouring outputs: <c>tile * TileQuads + quad</c>.</param>
    // Not inlined: ILGPU would move the caller's divisions into these loops.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Float4 Join(ArrayView<float> sums, int stretches, int index)
    {
        ArrayView<Float4> quads = sums.Cast<Float4>();
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
