using Spectre.Console;

namespace MiniConvViz.Cli;

/// <summary>What <c>bench</c> measured, for a person: a row per step where they were timed, then the whole.</summary>
internal static class BenchTable
{
    private const double Mebibyte = 1 << 20;

    public static void Print(BenchSummary summary)
    {
        if (summary.TunedLayers is IReadOnlyList<TunedLayerTimes> layers)
        {
            Print(layers);
        }

        if (summary.Steps is IReadOnlyList<TimedStep> steps)
        {
            Print(steps);
        }

        string inputs = string.Join(" and ", summary.Inputs.Select(shape => $"[{string.Join(",", shape)}]"));
        string taps = summary.TappedNodes == 0 ? "nothing tapped"
            : summary.TappedNodes == 1 ? "1 node tapped"
            : $"{summary.TappedNodes} nodes tapped";
        Terminal.Line(
            $"{summary.Model} on {summary.Device}, input {inputs}, {taps}: "
            + $"median {summary.MedianMilliseconds:F3} ms, minimum {summary.MinimumMilliseconds:F3} ms "
            + $"of {summary.Runs} runs; {summary.GigaflopsPerSecond:F1} GFLOP/s; "
            + $"peak memory {summary.PeakMemoryBytes / Mebibyte:F0} MiB"
            + (summary.Launch is string launch ? $"; {launch}" : ""));
    }

    private static void Print(IReadOnlyList<TunedLayerTimes> layers)
    {
        Table table = ConsoleTable.Create("first node", "layer", "fastest form", "ms", "without tuning", "ms");
        foreach (TunedLayerTimes layer in layers)
        {
            TimedForm fastest = layer.Forms[0];
            TimedForm expected = layer.Forms.First(form => form.IsExpected);
            table.AddRow(
                ConsoleTable.Cell(layer.Node),
                ConsoleTable.Cell(layer.Layer),
                fastest.Name,
                $"{fastest.Milliseconds:F3}",
                expected.Name,
                $"{expected.Milliseconds:F3}");
        }

        ConsoleTable.Write(table);
    }

    private static void Print(IReadOnlyList<TimedStep> steps)
    {
        Table table = ConsoleTable.Create("node", "operator", "algorithm", "ms", "share", "GFLOP/s");
        foreach (TableColumn number in table.Columns.Skip(3))
        {
            number.RightAligned();
        }

        foreach (TimedStep step in steps)
        {
            table.AddRow(
                ConsoleTable.Cell(string.Join(" + ", step.Nodes)),
                ConsoleTable.Cell(step.Operator),
                ConsoleTable.Cell(step.Algorithm),
                $"{step.MedianMilliseconds:F3}",
                $"{100.0 * step.Share:F1} %",
                step.MultiplyAdds == 0 ? "" : $"{step.GigaflopsPerSecond:F1}");
        }

        ConsoleTable.Write(table);
        Terminal.Line(
            $"{steps.Count} steps, {steps.Sum(step => step.MedianMilliseconds):F3} ms when timed one by one");
    }
}
