namespace MiniConvViz.Cli;

/// <summary>The output of <c>statistics</c> as a table: a row per layer.</summary>
internal static class StatisticsTable
{
    public static void Print(StatisticsSummary summary, bool isWide)
    {
        if (summary.Images == 0)
        {
            return;
        }

        bool isAllFinite = summary.Layers.All(layer => layer.All.NotFinite == 0);
        ConsoleColumn notFiniteColumn = new("not finite", ColumnKind.Number, 2);
        ConsoleTable table = new(
        [
            new("node", ColumnKind.Name, 1),
            new("operator", ColumnKind.Text, 9),
            new("min", ColumnKind.Number, 6),
            new("max", ColumnKind.Number, 5),
            new("mean", ColumnKind.Number, 3),
            new("std", ColumnKind.Number, 4),
            new("zeros", ColumnKind.Number, 7),
            new("dead channels", ColumnKind.Number, 8),
            .. isAllFinite ? [] : new[] { notFiniteColumn },
        ]);
        foreach (MeasuredLayer layer in summary.Layers)
        {
            MeasuredNumbers all = layer.All;
            ConsoleCell[] notFinite = isAllFinite ? [] : [$"{all.NotFinite}"];
            table.AddRow(
            [
                layer.Node,
                layer.Operator,
                Text(all.Min),
                Text(all.Max),
                Text(all.Mean),
                Text(all.Std),
                $"{100.0 * all.ZeroFraction:F1} %",
                layer.DeadChannels == 0 ? "" : $"{layer.DeadChannels} of {layer.Channels.Count}",
                .. notFinite,
            ]);
        }

        table.Write(isWide);
        if (summary.HistogramBins is not null)
        {
            HistogramTable.Print(summary, isWide);
        }

        Terminal.Line($"{summary.Model} on {summary.Device}: {Counted.Of(summary.Layers.Count, "layer")} "
            + $"over {Counted.Of(summary.Images, "image")}");
    }

    private static string Text(double? number) => number is double finite ? $"{finite:G4}" : "none";
}
