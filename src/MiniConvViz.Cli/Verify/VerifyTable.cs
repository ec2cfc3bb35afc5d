using System.Globalization;
using MiniConvViz.Analysis;
using MiniConvViz.Imaging;

namespace MiniConvViz.Cli;

/// <summary>The output of <c>verify</c> as a table: a row per node, then the conclusion.</summary>
internal static class VerifyTable
{
    public static void Print(VerifySummary summary, Verification result, bool isWide)
    {
        bool hasTf32 = result.Nodes.Any(node => node.Tf32RelativeL2 is not null);
        bool hasDoubles = result.Nodes.Any(node => node.ErrorToDouble is not null);
        ConsoleTable table = new(Columns(hasDoubles, hasTf32));
        foreach (NodeVerdict node in result.Nodes)
        {
            table.AddRow(Cells(node, hasDoubles, hasTf32));
        }

        table.Write(isWide);
        PrintNames("not in the reference", summary.NotInReference);
        PrintNames("not in the network", summary.NotInNetwork);
        PrintDivergence(result);
        Terminal.Line(
            $"{summary.Model} on {summary.Device}: {Counted.Of(result.Nodes.Count, "node")} compared, "
            + $"{(summary.Isolated ? "each fed PyTorch's activations" : "run as a whole")}: "
            + $"{summary.WithinRounding} within rounding, {summary.Suspicious} suspicious, {summary.Wrong} wrong"
            + (summary.NotJudged > 0 ? $", {summary.NotJudged} not judged" : ""));
        if (hasTf32)
        {
            PrintPrice(result);
        }

        if (summary.Report is string report)
        {
            Terminal.Line($"report saved to {report}");
        }
    }

    private static ConsoleColumn[] Columns(bool hasDoubles, bool hasTf32)
    {
        ConsoleColumn[] errors =
            [new("ours to float64", ColumnKind.Number, 11), new("PyTorch's", ColumnKind.Number, 12)];
        ConsoleColumn price = new("rel L2 in TF32", ColumnKind.Number, 3);
        return
        [
            new("node", ColumnKind.Name, 1),
            new("operator", ColumnKind.Text, 7),
            new("shape", ColumnKind.Shape, 6),
            new("max diff", ColumnKind.Number, 4),
            new("rel L2", ColumnKind.Number, 5),
            new("worst at", ColumnKind.Shape, 13),
            new("PyTorch", ColumnKind.Number, 10),
            new("ours", ColumnKind.Number, 9),
            new("bound", ColumnKind.Number, 8),
            .. hasDoubles ? errors : [],
            .. hasTf32 ? [price] : Array.Empty<ConsoleColumn>(),
            new("verdict", ColumnKind.Text, 2),
        ];
    }

    private static ConsoleCell[] Cells(NodeVerdict node, bool hasDoubles, bool hasTf32)
    {
        ConsoleCell[] errors = [Short(node.ErrorToDouble), Short(node.PyTorchErrorToDouble)];
        return
        [
            node.Node.Name,
            node.Node.Operator.Kind,
            node.Shape.ToString(),
            Short(node.MaxDifference),
            Short(node.RelativeL2),
            node.Worst?.ToString() ?? "",
            Exact(node.Worst?.Expected),
            Exact(node.Worst?.Got),
            Short(node.Worst?.Bound),
            .. hasDoubles ? errors : [],
            .. hasTf32 ? [Short(node.Tf32RelativeL2)] : Array.Empty<ConsoleCell>(),
            Colored(node),
        ];
    }

    private static void PrintPrice(Verification result)
    {
        NodeVerdict worst = result.Nodes.Where(node => node.Tf32RelativeL2 is not null)
            .MaxBy(node => node.Tf32RelativeL2)!;
        NodeVerdict last = result.Nodes.Last(node => node.Tf32RelativeL2 is not null);
        Terminal.Line($"TF32 costs: {Price(worst)} at worst, {Price(last)} at the end");

        static string Price(NodeVerdict node) =>
            $"{node.Node.Name} {Short(node.RelativeL2)} -> {Short(node.Tf32RelativeL2)}";
    }

    private static void PrintNames(string title, IReadOnlyList<UnmatchedName> names)
    {
        foreach (UnmatchedName name in names)
        {
            Terminal.Line(
                $"{title}: {name.Name}" + (name.Near.Count > 0 ? $" (near {string.Join(", ", name.Near)})" : ""));
        }
    }

    private static void PrintDivergence(Verification result)
    {
        if (result.FirstDivergence is not NodeVerdict first)
        {
            return;
        }

        Terminal.Line($"first divergence: {first.Node}, {ComparisonReport.Words(first.Verdict)}");
        if (result.Explanation is not Explanation why)
        {
            Terminal.Line("no known fault explains it");
            return;
        }

        string match = why.RelativeL2 is double error ? $"; so it matches to {Short(error)}" : "";
        Terminal.Line($"{why.Hypothesis}: {why.Claim}{match}");
        Terminal.Line($"remedy: {why.Remedy}");
    }

    private static ConsoleCell Colored(NodeVerdict node)
    {
        string color = node.Verdict switch
        {
            Verdict.WithinRounding => "green",
            Verdict.Suspicious => "yellow",
            Verdict.Wrong => "red",
            _ => "grey",
        };
        string reason = node.Reason.Length > 0 ? $": {node.Reason}" : "";
        return new ConsoleCell(ComparisonReport.Words(node.Verdict) + reason, color);
    }

    private static string Short(double? number) =>
        number is double value ? value.ToString("0.0e-0", CultureInfo.InvariantCulture) : "";

    private static string Exact(float? number) =>
        number is float value ? value.ToString("R", CultureInfo.InvariantCulture) : "";
}
