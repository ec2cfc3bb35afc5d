using System.Text;
using MiniConvViz.Analysis;
using static MiniConvViz.Imaging.HtmlText;

namespace MiniConvViz.Imaging;

/// <summary>
/// The report of <c>verify</c> as a page: a row per node, and the worst nodes' maps beside PyTorch's. One file with its
/// pictures, without scripts or external resources.
/// </summary>
public static class ComparisonReport
{
    /// <summary>Writes the file atomically.</summary>
    /// <exception cref="UnwritableOutputException">The folder is missing or cannot be written.</exception>
    public static void Write(string path, ComparisonRun run) =>
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(Text(run))));

    /// <summary>The page's text.</summary>
    public static string Text(ComparisonRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        StringBuilder page = new();
        page.Append(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="generator" content="MiniConvViz">
            <title>{Escape(run.Model)} beside PyTorch</title>
            <style>
            {HtmlStyle.Text}
            {HtmlStyle.Comparison}
            </style>
            </head>
            <body>

            """);
        AppendContents(page, run);
        page.Append("<main>\n");
        AppendSummary(page, run);
        AppendTable(page, run.Result.Nodes);
        foreach (NodeVerdict node in run.Result.Nodes.Where(node => run.Pictures.ContainsKey(node.Node.Name)))
        {
            AppendNode(page, node, run.Pictures[node.Node.Name]);
        }

        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    /// <summary>A verdict in words: <c>within rounding</c>.</summary>
    public static string Words(Verdict verdict) => verdict switch
    {
        Verdict.WithinRounding => "within rounding",
        Verdict.Suspicious => "suspicious",
        Verdict.Wrong => "wrong",
        _ => "not judged",
    };

    private static void AppendContents(StringBuilder page, ComparisonRun run)
    {
        page.Append($"<nav aria-label=\"Layers\">\n<a class=\"top\" href=\"#top\">{Escape(run.Model)}</a>\n<ol>\n");
        foreach (NodeVerdict node in run.Result.Nodes.Where(node => run.Pictures.ContainsKey(node.Node.Name)))
        {
            string words = Words(node.Verdict);
            page.Append(
                $"<li><a href=\"#node-{node.Node.Index}\">{Escape(node.Node.Name)}</a> <small>{words}</small></li>\n");
        }

        page.Append("</ol>\n</nav>\n");
    }

    private static void AppendSummary(StringBuilder page, ComparisonRun run)
    {
        IEnumerable<string> counts = Enum.GetValues<Verdict>()
            .Where(verdict => run.Result.Count(verdict) > 0)
            .Select(verdict => $"{run.Result.Count(verdict)} {Words(verdict)}");
        page.Append(
            $"""
            <header id="top">
            <h1>{Escape(run.Model)} <small>beside PyTorch</small></h1>
            <dl>
            <dt>Weights</dt><dd>{Escape(run.Weights)}</dd>
            <dt>Device</dt><dd>{Escape(run.Device)}</dd>
            <dt>Reference</dt><dd>{Escape(run.Reference)}</dd>
            <dt>Nodes</dt><dd>{string.Join(", ", counts)}</dd>
            </dl>

            """);
        if (run.Result.FirstDivergence is NodeVerdict first)
        {
            string why = run.Result.Explanation is Explanation explanation
                ? $"<b>{Escape(explanation.Hypothesis)}</b>: {Escape(explanation.Claim)}. "
                    + $"Remedy: {Escape(explanation.Remedy)}."
                : "No known fault explains it.";
            page.Append($"<p class=\"warning\">First divergence at {Escape(first.Node.ToString())}. {why}</p>\n");
        }

        AppendNames(page, "Not in the reference", run.Result.NotInReference);
        AppendNames(page, "Not in the network", run.Result.NotInNetwork);
        page.Append("</header>\n");
    }

    private static void AppendNames(StringBuilder page, string title, IReadOnlyList<UnmatchedName> names)
    {
        if (names.Count > 0)
        {
            IEnumerable<string> texts = names.Select(name =>
                name.Name + (name.Near.Count > 0 ? $" (near {string.Join(", ", name.Near)})" : ""));
            page.Append($"<ul class=\"notes\"><li>{title}: {Escape(string.Join(", ", texts))}</li></ul>\n");
        }
    }

    private static void AppendTable(StringBuilder page, IReadOnlyList<NodeVerdict> nodes)
    {
        page.Append(
            "<table class=\"verdicts\">\n<tr><th>node</th><th>operator</th><th>shape</th><th>max difference</th>"
            + "<th>relative L2</th><th>worst at</th><th>PyTorch</th><th>ours</th><th>bound</th><th>verdict</th>"
            + "</tr>\n");
        foreach (NodeVerdict node in nodes)
        {
            WorstElement? worst = node.Worst;
            page.Append(
                $"<tr class=\"{node.Verdict.ToString().ToLowerInvariant()}\"><th scope=\"row\">{Escape(node.Node.Name)}"
                + $"</th><td>{Escape(node.Node.Operator.Kind)}</td><td>{node.Shape}</td>"
                + $"<td>{NumberText.Of(node.MaxDifference)}</td><td>{NumberText.Of(node.RelativeL2)}</td>"
                + $"<td>{worst}</td><td>{Number(worst?.Expected, 8)}</td><td>{Number(worst?.Got, 8)}</td>"
                + $"<td>{Number(worst?.Bound)}</td><td>{Words(node.Verdict)} {Escape(node.Reason)}</td></tr>\n");
        }

        page.Append("</table>\n");
    }

    private static void AppendNode(StringBuilder page, NodeVerdict node, IReadOnlyList<ReportPicture> pictures)
    {
        page.Append(
            $"""
            <section id="node-{node.Node.Index}">
            <h2><a href="#node-{node.Node.Index}">{Escape(node.Node.Name)}</a>
            <small>{Escape(node.Node.Operator.Kind)}</small> <span class="attributes">{Words(node.Verdict)}</span></h2>
            <div class="beside">

            """);
        foreach (ReportPicture picture in pictures)
        {
            string file = Escape(Uri.EscapeDataString(picture.File));
            page.Append(
                $"<figure><figcaption>{Escape(picture.Title)}</figcaption><a href=\"{file}\"><img src=\"{file}\" "
                + $"width=\"{picture.Width}\" height=\"{picture.Height}\" loading=\"lazy\" "
                + $"alt=\"{Escape(node.Node.Name)}: {Escape(picture.Title)}\"></a></figure>\n");
        }

        page.Append("</div>\n</section>\n");
    }

    private static string Number(double? number, int digits = 3) =>
        number is double value ? NumberText.Of(value, digits) : "";
}
