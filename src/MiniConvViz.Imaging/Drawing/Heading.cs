namespace MiniConvViz.Imaging;

/// <summary>
/// The heading above every figure: the layer's name, its operator, a few facts, and on the right the colour bar. Text
/// that is wider than the figure is wrapped.
/// </summary>
internal sealed class Heading
{
    public const int Margin = 24;

    private const int LineHeight = 19;
    private const int TitleLineHeight = 26;
    private const int TitleBaseline = 20;
    private const int MostTitleLines = 3;
    private const int MostFactLines = 4;
    private const int BarGap = 36;
    private const int NarrowestText = 300;

    public required string Title { get; init; }

    public required string Subtitle { get; init; }

    /// <summary>
    /// Short facts, joined with dots and wrapped where needed.
    /// </summary>
    public required IReadOnlyList<string> Facts { get; init; }

    /// <summary>The meaning of the special colours that occur in the picture.</summary>
    public IReadOnlyList<(Rgb Color, string Text)> Legend { get; init; } = [];

    public ColorBar? Bar { get; init; }

    /// <summary>The least width of the heading.</summary>
    public int PreferredWidth(TextMeasure measure)
    {
        int text = (int)Math.Ceiling(TitleWidth(measure));
        return Math.Clamp(text + (Bar is null ? 0 : BarGap + ColorBar.Width), Bar is null ? 320 : 480, 760);
    }

    /// <summary>The height of the heading at a given width.</summary>
    public int Height(TextMeasure measure, int width)
    {
        bool beside = BarIsBeside(measure, width);
        int text = TextHeight(measure, TextWidth(beside, width));
        return Bar is null ? text : beside ? Math.Max(text, ColorBar.Height + 4) : text + 10 + ColorBar.Height;
    }

    /// <summary>Draws the heading with its top left corner at (x, y).</summary>
    public void Draw(Canvas canvas, TextMeasure measure, int x, int y, int width)
    {
        bool beside = BarIsBeside(measure, width);
        int textWidth = TextWidth(beside, width);
        int baseline = y + TitleBaseline;
        List<string> title = measure.Wrap(Title, TextStyle.Title, textWidth, MostTitleLines);
        for (int i = 0; i < title.Count; i++)
        {
            canvas.Text(x, baseline + (i * TitleLineHeight), title[i], TextStyle.Title);
        }

        baseline += (title.Count - 1) * TitleLineHeight;
        if (TitleWidth(measure) <= textWidth)
        {
            canvas.Text(x + measure.Width(Title, TextStyle.Title) + 12, baseline, Subtitle, TextStyle.Subtitle);
        }

        foreach (string line in SubtitleLines(measure, textWidth))
        {
            baseline += LineHeight;
            canvas.Text(x, baseline, line, TextStyle.Subtitle);
        }

        baseline += 6;
        foreach (string line in FactLines(measure, textWidth))
        {
            baseline += LineHeight;
            canvas.Text(x, baseline, line, TextStyle.Body);
        }

        HeadingLegend.Draw(canvas, measure, Legend, x, baseline + LineHeight, textWidth);
        Bar?.Draw(
            canvas,
            beside ? x + width - ColorBar.Width : x,
            beside ? y + 6 : y + TextHeight(measure, textWidth) + 10);
    }

    private int TextHeight(TextMeasure measure, int textWidth)
    {
        int titles = measure.Wrap(Title, TextStyle.Title, textWidth, MostTitleLines).Count;
        int lines = SubtitleLines(measure, textWidth).Count
            + FactLines(measure, textWidth).Count
            + HeadingLegend.Lines(measure, Legend, textWidth);
        return TitleBaseline + ((titles - 1) * TitleLineHeight) + 6 + (lines * LineHeight) + 4;
    }

    private float TitleWidth(TextMeasure measure) =>
        measure.Width(Title, TextStyle.Title) + 12 + measure.Width(Subtitle, TextStyle.Subtitle);

    private bool BarIsBeside(TextMeasure measure, int width) =>
        Bar is not null
        && width - BarGap - ColorBar.Width >= Math.Max(NarrowestText, measure.Width(Title, TextStyle.Title));

    private static int TextWidth(bool beside, int width) => beside ? width - BarGap - ColorBar.Width : width;

    /// <summary>The subtitle's own lines; none where it stands beside the title.</summary>
    private List<string> SubtitleLines(TextMeasure measure, int textWidth) => TitleWidth(measure) <= textWidth
        ? []
        : measure.Wrap(Subtitle, TextStyle.Subtitle, textWidth, MostTitleLines);

    private List<string> FactLines(TextMeasure measure, int textWidth)
    {
        List<string> lines = [];
        foreach (string fact in Facts)
        {
            string joined = lines.Count == 0 ? fact : $"{lines[^1]}  ·  {fact}";
            if (lines.Count > 0 && measure.Width(joined, TextStyle.Body) <= textWidth)
            {
                lines[^1] = joined;
            }
            else
            {
                lines.AddRange(measure.Wrap(fact, TextStyle.Body, textWidth, MostFactLines));
            }
        }

        return lines;
    }
}
