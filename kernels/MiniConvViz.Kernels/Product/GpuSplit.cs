using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// Long sums shared out among several groups of threads, for products whose tiles of 64 x 64 are too few to give every
/// multiprocessor one. Each group sums up a stretch of a tile's terms and puts its sums down in memory; a second kernel
/// adds those of all stretches up, in the same order each time, and does what else is done on the way out.
/// <code>
/// terms of a tile   |--------|--------|--------|--------|
///                    group 0  group 1  group 2  group 3
///                       |        |        |        |
/// memory            [64,64]  [64,64]  [64,64]  [64,64]     sums [tiles,stretches,64,64]
///                       +--------+--------+--------+------ bias, residual, clamp -> output
/// </code>
/// What cuBLAS and CUTLASS call split-K.
/// </summary>
internal static class GpuSplit
{
    /// <summary>Pieces of sixteen bytes in a tile: a thread each, when stretches are added up.</summary>
    public const int TileQuads = Tile * RowQuads;

    /// <summary>Pieces of sixteen bytes in a row of a tile.</summary>
    public const int RowQuads = Tile / 4;

    private const int Tile = 64;

    /// <summary>A stretch is no shorter: sums of fewer terms would be put down more often than they are worth.</summary>
    private const int FewestTerms = 128;

    /// <summary>
    /// How many stretches: a group for every multiprocessor as far as the terms reach, and two at least. Fewer would
    /// pass fewer sums through memory; but with 128 terms or more in each, the time for that is the smaller one.
    /// </summary>
    /// <param name="multiprocessors">Those of the device.</param>
    /// <param name="tiles">Tiles of the whole output.</param>
    /// <param name="terms">Terms of a sum.</param>
    public static int Stretches(int multiprocessors, long tiles, int terms) =>
        (int)Math.Max(2, Math.Min(multiprocessors / Math.Max(1, tiles), terms / FewestTerms));

    /// <summary>Whether the sums of all stretches can be numbered by an int, as kernels do.</summary>
    public static bool Takes(int multiprocessors, long tiles, int terms) =>
        tiles <= int.MaxValue / (Tile * Tile * Stretches(multiprocessors, tiles, terms));

    /// <summary>Whether each tile could have two stretches: idle multiprocessors enough, and terms.</summary>
    public static bool Suits(int multiprocessors, long tiles, int terms) =>
        2 * tiles <= multiprocessors && terms >= 2 * FewestTerms;

    /// <summary>Whether that is faster than a group for each tile, by what is counted.</summary>
    public static bool Pays(int multiprocessors, long tiles, int terms) =>
        Suits(multiprocessors, tiles, terms)
        && SplitTime(multiprocessors, tiles, terms) < WholeTime(multiprocessors, tiles, terms);

    /// <summary>
    /// What a product in tiles of 64 x 64 takes, split where that pays, as <see cref="GpuTime"/> counts.
    /// </summary>
    public static double Time(int multiprocessors, long tiles, int terms) =>
        Pays(multiprocessors, tiles, terms)
            ? SplitTime(multiprocessors, tiles, terms)
            : WholeTime(multiprocessors, tiles, terms);

    /// <summary>How many numbers the sums of all stretches are.</summary>
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
    // Stays a function of its own on the device: inlined, ILGPU would move the caller's divisions into these loops.
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

    private static double WholeTime(int multiprocessors, long tiles, int terms) =>
        Math.Ceiling((double)tiles / multiprocessors) * Tile * Tile * terms;

    // As many groups at work as multiprocessors at most; and each stretch's sums pass through memory twice.
    private static double SplitTime(int multiprocessors, long tiles, int terms)
    {
        int stretches = Stretches(multiprocessors, tiles, terms);
        double passing = 2.0 * Floats(tiles, stretches);
        return ((double)Tile * Tile * terms / stretches)
            + (GpuTime.PerNumber * passing / multiprocessors)
            + GpuTime.PerLaunch;
    }
}
