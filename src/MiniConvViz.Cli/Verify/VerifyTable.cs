using System.Globalization;
using MiniConvViz.Analysis;
using MiniConvViz.Imaging;
using Spectre.Console;

namespace MiniConvViz.Cli;

/// <summary>What <c>verify</c> found, for a person: a row per node, then what it means.</summary>
internal static class VerifyTable
{
    public static void Print(VerifySummary summary, Verification result)
    {
        bool hasTf32 = result.Nodes.Any(node => node.Tf32RelativeL2 is not null);
        bool hasDoubles = result.Nodes.Any(node => node.ErrorToDouble is not null);
        string[] columns = ["node", "operator", "shape", "max diff", "rel L2", "worst at", "PyTorch", "ours", "bound"];
        string[] errors = hasDoubles ? ["ours to float64", "PyTorch's"] : [];
        string[] price = hasTf32 ? ["rel L2 in TF32"] : [];
        Table table = ConsoleTable.Create([.. columns, .. errors, .. price, "verdict"]);
        foreach (NodeVerdict node in result.Nodes)
        {
            string[] more = hasDoubles ? [Short(node.ErrorToDouble), Short(node.PyTorchErrorToDouble)] : [];
            table.AddRow(
            [
                ConsoleTable.Cell(node.Node.Name),
                ConsoleTable.Cell(node.Node.Operator.Kind),
                ConsoleTable.Cell(node.Shape.ToString()),
                Short(node.MaxDifference),
                Short(node.RelativeL2),
                ConsoleTable.Cell(node.Worst?.ToString() ?? ""),
                Exact(node.Worst?.Expected),
                Exact(node.Worst?.Got),
                Short(node.Worst?.Bound),
                .. more,
                .. hasTf32 ? [Short(node.Tf32RelativeL2)] : Array.Empty<string>(),
                Colored(node),
            ]);
        }

        ConsoleTable.Write(table);
        PrintNames("not in the reference", summary.NotInReference);
        PrintNames("not in the network", summary.NotInNetwork);
        PrintDivergence(result);
        Terminal.Line(
            $"{summary.Model} on {summary.Device}: {result.Nodes.Count} nodes compared, "
            + $"{(summary.Isolated ? "each fed PyTorch's activations" : "run through")}: "
            + $"{summary.WithinRounding} within rounding, {summary.Suspicious} suspicious, {summary.Wrong} wrong"
            + (summary.NotJudged > 0 ? $", {summary.NotJudged} not judged" : ""));
        if (hasTf32)
        {
            PrintPrice(result);
        }

        if (summary.Report is string report)
        {
            Terminal.Line($"to be looked at in {report}");
        }
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

    private static string Colored(NodeVerdict node)
    {
        string color = node.Verdict switch
        {
            Verdict.WithinRounding => "green",
            Verdict.Suspicious => "yellow",
            Verdict.Wrong => "red",
            _ => "grey",
        };
        string reason = node.Reason.Length > 0 ? $": {node.Reason}" : "";
        return $"[{color}]{ConsoleTable.Cell(ComparisonReport.Words(node.Verdict) + reason)}[/]";
    }

    private static string Short(double? number) =>
        number is double value ? value.ToString("0.0e-0", CultureInfo.InvariantCulture) : "";

    private static string Exact(float? number) =>
        number is float value ? value.ToString("R", CultureInfo.InvariantCulture) : "";
}
