using System.Globalization;
using System.Text;
using MiniConvViz.Analysis;
using MiniConvViz.Statistics;
using static MiniConvViz.Imaging.HtmlText;

namespace MiniConvViz.Imaging;

/// <summary>
/// The report as a page, <c>index.html</c>: one file with its pictures, without scripts or external resources.
/// </summary>
public static class HtmlReport
{
    /// <summary>Writes the file atomically.</summary>
    /// <exception cref="UnwritableOutputException">The folder is missing or cannot be written.</exception>
    public static void Write(string path, ReportRun run) =>
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(Text(run))));

    /// <summary>The page's text.</summary>
    public static string Text(ReportRun run)
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
            <title>{Escape(run.Model)}: feature maps of {Escape(run.Image)}</title>
            <style>
            {HtmlStyle.Text}
            </style>
            </head>
            <body>

            """);
        AppendContents(page, run);
        page.Append("<main>\n");
        AppendSummary(page, run);
        for (int i = 0; i < run.Entries.Count; i++)
        {
            HtmlLayer.Append(page, run, i);
        }

        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void AppendContents(StringBuilder page, ReportRun run)
    {
        string back = run.Overview.Length == 0 ? ""
            : $"<a class=\"back\" href=\"{Escape(run.Overview)}\">all images</a>\n";
        page.Append(
            $"<nav aria-label=\"Layers\">\n{back}<a class=\"top\" href=\"#top\">{Escape(run.Model)}</a>\n<ol>\n");
        for (int i = 0; i < run.Entries.Count; i++)
        {
            ReportEntry entry = run.Entries[i];
            string kind = Escape(entry.Operator);
            page.Append($"<li><a href=\"#layer-{i}\">{Escape(entry.Name)}</a> <small>{kind}</small></li>\n");
        }

        page.Append("</ol>\n</nav>\n");
    }

    private static void AppendSummary(StringBuilder page, ReportRun run)
    {
        page.Append(
            $"""
            <header id="top">
            <h1>{Escape(run.Model)} <small>sees {Escape(run.Image)}</small></h1>
            <dl>
            <dt>Weights</dt><dd>{Escape(run.Weights ?? "bundled with the model")}</dd>
            <dt>Device</dt><dd>{Escape(run.Device)}</dd>{Pixels(run)}
            <dt>Layers</dt><dd>{run.Entries.Count.ToString(CultureInfo.InvariantCulture)}</dd>
            </dl>

            """);
        AppendKey(page, run);
        AppendList(page, run.Notes);
        page.Append("<div class=\"answer\">\n");
        foreach (ReportPicture picture in run.Inputs)
        {
            HtmlLayer.AppendPicture(page, picture, "input");
        }

        AppendClasses(page, run.Classes);
        page.Append("</div>\n</header>\n");
    }

    /// <summary>An explanation of the pictures.</summary>
    private static void AppendKey(StringBuilder page, ReportRun run) => page.Append(
        "<p class=\"key\">One tile is one channel, its number above it, and one square in it is one value. A hatched "
        + "tile marked dead is zero everywhere: its filter found nothing here. Colours: "
        + $"{Escape(LayerHeading.KeyOf(run.Grid))}. Bars and charts: red above zero, blue below.</p>\n");

    private static string Pixels(ReportRun run) => run.Preprocessing is Preprocessing preprocessing
        ? $"\n<dt>Pixels</dt><dd>{Escape(PreprocessingText.Of(preprocessing))}</dd>"
        : "";

    private static void AppendList(StringBuilder page, IReadOnlyList<string> notes)
    {
        if (notes.Count > 0)
        {
            page.Append("<ul class=\"notes\">\n");
            page.AppendJoin("", notes.Select(static note => $"<li>{Escape(note)}</li>\n"));
            page.Append("</ul>\n");
        }
    }

    private static void AppendClasses(StringBuilder page, IReadOnlyList<ClassScore> classes)
    {
        if (classes.Count == 0)
        {
            return;
        }

        string caption = classes[0].IsProbability ? "Most probable classes" : "Output";
        page.Append($"<table class=\"classes\">\n<caption>{caption}</caption>\n");
        foreach (ClassScore candidate in classes)
        {
            page.Append(
                $"<tr><th scope=\"row\">{Escape(candidate.Name)}</th><td>{BarOf(candidate)}</td>"
                + $"<td>{candidate.Text}</td></tr>\n");
        }

        page.Append("</table>\n");
    }

    /// <summary>A bar whose length is a probability; values that are no probabilities have none.</summary>
    private static string BarOf(ClassScore candidate)
    {
        string percent = (float.IsFinite(candidate.Value) ? 100 * candidate.Value : 0)
            .ToString("F1", CultureInfo.InvariantCulture);
        return candidate.IsProbability ? $"<span style=\"width:{percent}%\"></span>" : "";
    }
}
