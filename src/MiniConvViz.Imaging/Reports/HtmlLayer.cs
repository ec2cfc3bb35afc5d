using System.Text;
using MiniConvViz.Analysis;
using MiniConvViz.Statistics;
using static MiniConvViz.Imaging.HtmlText;

namespace MiniConvViz.Imaging;

/// <summary>One layer of the page: its name, where its values come from, its statistics and its pictures.</summary>
internal static class HtmlLayer
{
    /// <summary>Appends the section of a layer.</summary>
    public static void Append(StringBuilder page, ReportRun run, int index)
    {
        ReportEntry entry = run.Entries[index];
        string title = Escape(entry.Name);
        page.Append(
            $"""
            <section id="layer-{index}">
            <h2><a href="#layer-{index}">{title}</a>
            <small>{Escape(entry.Operator)}</small> <span class="attributes">{Escape(entry.Attributes)}</span></h2>

            """);
        AppendOrigin(page, entry);
        AppendFacts(page, entry);
        ReportEntry[] inputs = run.ShowsInputs
            ? [.. run.Entries.Take(index).Where(other => entry.Inputs.Contains(other.Name))]
            : [];
        if (inputs.Length == 0)
        {
            AppendPictures(page, entry);
        }
        else
        {
            AppendBesideInputs(page, entry, inputs);
        }

        page.Append("</section>\n");
    }

    /// <summary>Appends a picture that links to its file.</summary>
    public static void AppendPicture(StringBuilder page, ReportPicture picture, string name, string caption = "")
    {
        string file = Escape(Uri.EscapeDataString(picture.File));
        string above = caption.Length > 0 ? $"<figcaption>{Escape(caption)}</figcaption>" : "";
        page.Append(
            $"<figure>{above}<a href=\"{file}\"><img src=\"{file}\" width=\"{picture.Width}\" "
            + $"height=\"{picture.Height}\" loading=\"lazy\" "
            + $"alt=\"{Escape(name)}: {Escape(picture.Title)}\"></a></figure>\n");
    }

    private static void AppendOrigin(StringBuilder page, ReportEntry entry)
    {
        string sees = entry.Field is ReceptiveField field ? LayerOrigin.SeenBy(field, entry.Shape.Rank) : "";
        string origin = string.Join("; ", new[] { entry.Source, sees }.Where(static text => text.Length > 0));
        if (origin.Length > 0)
        {
            page.Append($"<p class=\"origin\">{Escape(origin)}</p>\n");
        }
    }

    private static void AppendFacts(StringBuilder page, ReportEntry entry)
    {
        ChannelStatistics layer = entry.Statistics.Layer;
        page.Append("<ul class=\"facts\">\n");
        AppendFact(page, "shape", entry.Shape + (entry.ChannelsAreLast ? ", channels last" : ""));
        AppendFact(page, "min", NumberText.Of(layer.Minimum));
        AppendFact(page, "max", NumberText.Of(layer.Maximum));
        AppendFact(page, "mean", NumberText.Of(layer.Mean));
        AppendFact(page, "deviation", NumberText.Of(layer.StandardDeviation));
        AppendFact(page, "zeros", NumberText.Of(100 * layer.ZeroFraction) + " %");
        bool hasPlanes = entry.Shape.Rank > 2 && entry.Shape.CountOf(2..) > 1;
        AppendWarning(page, hasPlanes ? entry.Statistics.DeadChannels : 0, "dead channel");
        AppendWarning(page, layer.NaNs, "NaN value");
        AppendWarning(page, layer.PositiveInfinities + layer.NegativeInfinities, "infinite value");
        page.Append("</ul>\n");
    }

    private static void AppendPictures(StringBuilder page, ReportEntry entry)
    {
        foreach (ReportPicture picture in entry.Pictures)
        {
            AppendPicture(page, picture, entry.Name);
        }
    }

    /// <summary>The inputs' maps on the left, the layer's own on the right, and its other pictures below.</summary>
    private static void AppendBesideInputs(StringBuilder page, ReportEntry entry, IEnumerable<ReportEntry> inputs)
    {
        page.Append("<div class=\"beside\">\n");
        foreach (ReportEntry input in inputs)
        {
            foreach (ReportPicture picture in input.Pictures.Take(1))
            {
                AppendPicture(page, picture, input.Name, $"input: {input.Name}");
            }
        }

        foreach (ReportPicture picture in entry.Pictures.Take(1))
        {
            AppendPicture(page, picture, entry.Name, $"output: {entry.Name}");
        }

        page.Append("</div>\n");
        foreach (ReportPicture picture in entry.Pictures.Skip(1))
        {
            AppendPicture(page, picture, entry.Name);
        }
    }

    private static void AppendFact(StringBuilder page, string name, string value) =>
        page.Append($"<li><b>{name}</b> {Escape(value)}</li>\n");

    private static void AppendWarning(StringBuilder page, long count, string noun)
    {
        if (count > 0)
        {
            page.Append($"<li class=\"warning\">{NumberText.Count(count, noun)}</li>\n");
        }
    }
}
