using MiniConvViz.Statistics;

namespace MiniConvViz.Cli;

/// <summary>
/// The histograms of <c>statistics</c> as a table: a row per layer, a bar per power of two, or for several powers
/// where the terminal is narrow. All rows have the same axis, and bars are relative to the row's highest; zeros are
/// printed as a share, since after a ReLU their bar would be far higher than all others.
/// </summary>
internal static class HistogramTable
{
    private const string Bar = "▁▂▃▄▅▆▇█";
    private const int MostPowers = 8;

    public static void Print(StatisticsSummary summary, bool isWide)
    {
        int powers = 1;
        ConsoleTable table = Of(summary, powers);
        while (!isWide && Terminal.Width is int width && !table.Fits(width) && powers < MostPowers)
        {
            table = Of(summary, ++powers);
        }

        table.Write(isWide);
        if (powers > 1)
        {
            Terminal.Line($"each bar: {powers} powers of two; with --wide one");
        }
    }

    private static ConsoleTable Of(StatisticsSummary summary, int powers)
    {
        int zero = Histogram.ZeroBin;
        (int near, int far) = UsedBins(summary);
        Range negative = (zero - far)..(zero - near + 1), positive = (zero + near)..(zero + far + 1);
        ConsoleTable table = new(
            new ConsoleColumn("node", ColumnKind.Name, 1),
            new ConsoleColumn(Title(negative), ColumnKind.Number, 4),
            new ConsoleColumn("zeros", ColumnKind.Number, 2),
            new ConsoleColumn(Title(positive), ColumnKind.Shape, 3));
        foreach (MeasuredLayer layer in summary.Layers)
        {
            long[] counts = [.. layer.All.Histogram!];
            long[] below = [.. Together(counts[negative].Reverse(), powers).Reverse()];
            long[] above = [.. Together(counts[positive], powers)];
            long highest = Math.Max(below.Max(), above.Max());
            table.AddRow(
                layer.Node, Bars(below, highest), $"{100.0 * layer.All.ZeroFraction:F1} %", Bars(above, highest));
        }

        return table;
    }

    /// <summary>The distances from the bin of zero to the nearest and farthest bins that any layer uses.</summary>
    private static (int Near, int Far) UsedBins(StatisticsSummary summary)
    {
        int zero = Histogram.ZeroBin;
        int[] used =
        [
            .. Enumerable.Range(1, zero).Where(distance => summary.Layers.Any(layer =>
                layer.All.Histogram![zero + distance] + layer.All.Histogram[zero - distance] > 0)),
        ];
        return used.Length == 0 ? (1, 1) : (used[0], used[^1]);
    }

    private static string Title(Range bins)
    {
        ReadOnlySpan<(float From, float To)> ends = Histogram.Bins.AsSpan()[bins];
        return $"{Power(ends[0].From)} to {Power(ends[^1].To)}";
    }

    /// <summary>A power of two as a fraction: 1/4096 rather than 0.000244140625.</summary>
    private static string Power(float power) =>
        float.IsInfinity(power) ? (power > 0 ? "∞" : "-∞")
        : Math.Abs(power) is > 0 and < 1 ? $"{(power < 0 ? "-" : "")}1/{1 / Math.Abs(power):F0}"
        : $"{power:F0}";

    /// <summary>Counts of neighbouring bins added up.</summary>
    private static IEnumerable<long> Together(IEnumerable<long> counts, int powers) =>
        counts.Chunk(powers).Select(chunk => chunk.Sum());

    private static string Bars(long[] counts, long highest) =>
        string.Concat(counts.Select(count => count == 0 ? ' ' : Bar[(int)((Bar.Length - 1) * count / highest)]));
}
