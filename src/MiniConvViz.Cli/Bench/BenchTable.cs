namespace MiniConvViz.Cli;

/// <summary>The output of <c>bench</c> as a table: a row per step where they were timed, then the whole run.</summary>
internal static class BenchTable
{
    private const double Mebibyte = 1 << 20;

    public static void Print(BenchSummary summary, bool isWide)
    {
        if (summary.TunedLayers is IReadOnlyList<TunedLayerTimes> layers)
        {
            Print(layers, isWide);
        }

        if (summary.Steps is IReadOnlyList<TimedStep> steps)
        {
            Print(steps, isWide);
        }

        string inputs = string.Join(" and ", summary.Inputs.Select(shape => $"[{string.Join(",", shape)}]"));
        string taps = summary.TappedNodes == 0 ? "nothing tapped"
            : $"{Counted.Of(summary.TappedNodes, "node")} tapped";
        Terminal.Line(
            $"{summary.Model} on {summary.Device}, input {inputs}, {taps}: "
            + $"median {summary.MedianMilliseconds:F3} ms, minimum {summary.MinimumMilliseconds:F3} ms "
            + $"of {Counted.Of(summary.Runs, "run")}; {summary.GigaflopsPerSecond:F1} GFLOP/s; "
            + $"peak memory {summary.PeakMemoryBytes / Mebibyte:F0} MiB"
            + (summary.Launch is string launch ? $"; {launch}" : ""));
    }

    private static void Print(IReadOnlyList<TunedLayerTimes> layers, bool isWide)
    {
        ConsoleTable table = new(
            new ConsoleColumn("first node", ColumnKind.Name, 1),
            new ConsoleColumn("layer", ColumnKind.Text, 6),
            new ConsoleColumn("fastest form", ColumnKind.Text, 3),
            new ConsoleColumn("ms", ColumnKind.Number, 2),
            new ConsoleColumn("without tuning", ColumnKind.Text, 5),
            new ConsoleColumn("untuned ms", ColumnKind.Number, 4));
        foreach (TunedLayerTimes layer in layers)
        {
            TimedForm fastest = layer.Forms[0];
            TimedForm expected = layer.Forms.First(form => form.IsExpected);
            table.AddRow(
                layer.Node,
                layer.Layer,
                fastest.Name,
                $"{fastest.Milliseconds:F3}",
                expected.Name,
                $"{expected.Milliseconds:F3}");
        }

        table.Write(isWide);
    }

    private static void Print(IReadOnlyList<TimedStep> steps, bool isWide)
    {
        ConsoleTable table = new(
            new ConsoleColumn("node", ColumnKind.Name, 1),
            new ConsoleColumn("operator", ColumnKind.Text, 5),
            new ConsoleColumn("algorithm", ColumnKind.Text, 6),
            new ConsoleColumn("ms", ColumnKind.Number, 2),
            new ConsoleColumn("share", ColumnKind.Number, 3),
            new ConsoleColumn("GFLOP/s", ColumnKind.Number, 4));
        foreach (TimedStep step in steps)
        {
            table.AddRow(
                string.Join(" + ", step.Nodes),
                step.Operator,
                step.Algorithm,
                $"{step.MedianMilliseconds:F3}",
                $"{100.0 * step.Share:F1} %",
                step.MultiplyAdds == 0 ? "" : $"{step.GigaflopsPerSecond:F1}");
        }

        table.Write(isWide);
        Terminal.Line(
            $"{Counted.Of(steps.Count, "step")}, "
            + $"{steps.Sum(step => step.MedianMilliseconds):F3} ms when timed one by one");
    }
}
