using Spectre.Console;

namespace MiniConvViz.Cli;

/// <summary>What <c>statistics</c> measured, for a person: a row per layer.</summary>
internal static class StatisticsTable
{
    public static void Print(StatisticsSummary summary)
    {
        if (summary.Images == 0)
        {
            return;
        }

        bool isAllFinite = summary.Layers.All(layer => layer.All.NotFinite == 0);
        string[] last = isAllFinite ? [] : ["not finite"];
        Table table = ConsoleTable.Create(
            ["node", "operator", "min", "max", "mean", "std", "zeros", "dead channels", .. last]);
        foreach (TableColumn number in table.Columns.Skip(2))
        {
            number.RightAligned();
        }

        foreach (MeasuredLayer layer in summary.Layers)
        {
            MeasuredNumbers all = layer.All;
            string[] notFinite = isAllFinite ? [] : [$"{all.NotFinite}"];
            table.AddRow(
            [
                ConsoleTable.Cell(layer.Node),
                ConsoleTable.Cell(layer.Operator),
                Text(all.Min),
                Text(all.Max),
                Text(all.Mean),
                Text(all.Std),
                $"{100.0 * all.ZeroFraction:F1} %",
                layer.DeadChannels == 0 ? "" : $"{layer.DeadChannels} of {layer.Channels.Count}",
                .. notFinite,
            ]);
        }

        ConsoleTable.Write(table);
        if (summary.HistogramBins is not null)
        {
            HistogramTable.Print(summary);
        }

        string images = summary.Images == 1 ? "1 image" : $"{summary.Images} images";
        Terminal.Line($"{summary.Model} on {summary.Device}: {summary.Layers.Count} layers over {images}");
    }

    private static string Text(double? number) => number is double finite ? $"{finite:G4}" : "none";
}
