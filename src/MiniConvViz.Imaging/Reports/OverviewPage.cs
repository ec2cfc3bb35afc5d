using System.Text;
using MiniConvViz.Analysis;
using static MiniConvViz.Imaging.HtmlText;

namespace MiniConvViz.Imaging;

/// <summary>
/// The overview of several images: each preprocessed image, its most probable class, and a link to its report. Without
/// scripts or external resources.
/// </summary>
public static class OverviewPage
{
    private const int ClassesShown = 3;

    /// <summary>Writes the file atomically.</summary>
    /// <exception cref="UnwritableOutputException">The folder is missing or cannot be written.</exception>
    public static void Write(
        string path, string model, IReadOnlyList<OverviewImage> images, IReadOnlyList<string> skipped) =>
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(Text(model, images, skipped))));

    /// <summary>The page's text.</summary>
    /// <param name="model">The network's name.</param>
    /// <param name="images">The images, in the given order.</param>
    /// <param name="skipped">A line for each skipped image, with the reason.</param>
    public static string Text(string model, IReadOnlyList<OverviewImage> images, IReadOnlyList<string> skipped)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(skipped);
        StringBuilder page = new();
        page.Append(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="generator" content="MiniConvViz">
            <title>{Escape(model)}: {NumberText.Count(images.Count, "image")}</title>
            <style>
            {HtmlStyle.Text}
            {HtmlStyle.Overview}
            </style>
            </head>
            <body class="overview">
            <main>
            <h1>{Escape(model)} <small>sees {NumberText.Count(images.Count, "image")}</small></h1>
            <ul>

            """);
        foreach (OverviewImage image in images)
        {
            Append(page, image);
        }

        page.Append("</ul>\n");
        AppendSkipped(page, skipped);
        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void AppendSkipped(StringBuilder page, IReadOnlyList<string> skipped)
    {
        if (skipped.Count > 0)
        {
            page.Append($"<h2>{NumberText.Count(skipped.Count, "image")} skipped</h2>\n<ol class=\"skipped\">\n");
            page.AppendJoin("", skipped.Select(static line => $"<li>{Escape(line)}</li>\n"));
            page.Append("</ol>\n");
        }
    }

    private static void Append(StringBuilder page, OverviewImage image)
    {
        string folder = Uri.EscapeDataString(image.Folder);
        page.Append($"<li><a href=\"{Escape(folder)}/index.html\">");
        if (image.Input is ReportPicture picture)
        {
            page.Append(
                $"<img src=\"{Escape(folder)}/{Escape(Uri.EscapeDataString(picture.File))}\" "
                + $"width=\"{picture.Width}\" height=\"{picture.Height}\" loading=\"lazy\" alt=\"\">");
        }

        page.Append($"{Escape(image.Name)}</a>");
        foreach (ClassScore candidate in image.Classes.Take(ClassesShown))
        {
            page.Append($"<br><small>{Escape(candidate.Name)} {candidate.Text}</small>");
        }

        page.Append("</li>\n");
    }
}
