using MiniConvViz.Statistics;
using Spectre.Console;

namespace MiniConvViz.Cli;

/// <summary>
/// The histograms of <c>statistics</c>, for a person: a row per layer, a bar per power of two. All rows have the same
/// axis, and bars as high as their share of the row's highest; zeros are a number, since bars of a ReLU's would dwarf
/// all others.
/// </summary>
internal static class HistogramTable
{
    private const string Bar = "▁▂▃▄▅▆▇█";

    public static void Print(StatisticsSummary summary)
    {
        int zero = Histogram.ZeroBin;
        (int near, int far) = UsedBins(summary);
        Range negative = (zero - far)..(zero - near + 1), positive = (zero + near)..(zero + far + 1);
        Table table = ConsoleTable.Create("node", Title(negative), "zeros", Title(positive));
        table.Columns[1].RightAligned();
        table.Columns[2].RightAligned();
        foreach (MeasuredLayer layer in summary.Layers)
        {
            long[] counts = [.. layer.All.Histogram!];
            long highest = Math.Max(counts[..zero].Max(), counts[(zero + 1)..].Max());
            table.AddRow(
                ConsoleTable.Cell(layer.Node),
                Bars(counts[negative], highest),
                $"{100.0 * layer.All.ZeroFraction:F1} %",
                Bars(counts[positive], highest));
        }

        ConsoleTable.Write(table);
    }

    /// <summary>How far from zero's bin the nearest and the farthest are that any layer uses.</summary>
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

    /// <summary>A power of two as people write it: 1/4096 rather than 0.000244140625.</summary>
    private static string Power(float power) =>
        float.IsInfinity(power) ? (power > 0 ? "∞" : "-∞")
        : Math.Abs(power) is > 0 and < 1 ? $"{(power < 0 ? "-" : "")}1/{1 / Math.Abs(power):F0}"
        : $"{power:F0}";

    private static string Bars(long[] counts, long highest) =>
        string.Concat(counts.Select(count => count == 0 ? ' ' : Bar[(int)((Bar.Length - 1) * count / highest)]));
}
