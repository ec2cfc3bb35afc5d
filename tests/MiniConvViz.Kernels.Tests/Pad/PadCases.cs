namespace MiniConvViz.Kernels.Tests;

/// <summary>Paddings to test with.</summary>
internal static class PadCases
{
    /// <summary>Up to five axes, some of them padded, some cut, some both, and every mode in turn.</summary>
    public static PadGeometry Random(int seed)
    {
        Random random = new(seed);
        int rank = random.Next(6);
        int[] sizes = [.. Enumerable.Range(0, rank).Select(_ => random.Next(1, 6))];
        int[] before = [.. sizes.Select(_ => random.Next(2) * random.Next(-2, 7))];
        int[] after = [.. sizes.Select(_ => random.Next(2) * random.Next(-2, 7))];
        int[] axes = [.. Enumerable.Range(0, rank)];
        int[] padded = [.. axes.Select(axis => PadGeometry.OutputSize(sizes[axis], before[axis], after[axis]))];
        return new PadGeometry
        {
            Rank = rank,
            InExtents = new AxisInts(sizes),
            OutExtents = new AxisInts(padded),
            Before = new AxisInts(before),
            Mode = (PadMode)(seed % 4),
        };
    }

    /// <summary>The product of the extents of the first axes.</summary>
    public static int Count(int rank, AxisInts extents) =>
        Enumerable.Range(0, rank).Aggregate(1, (count, axis) => count * extents[axis]);
}
