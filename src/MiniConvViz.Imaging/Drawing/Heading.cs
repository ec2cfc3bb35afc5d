namespace MiniConvViz.Imaging;

/// <summary>
/// What stands above every figure: the layer's name, its operator, a few facts, and on the right the colour bar.
/// </summary>
internal sealed class Heading
{
    public const int Margin = 24;

    private const int LineHeight = 19;
    private const int TitleBaseline = 20;
    private const int BarGap = 36;
    private const int NarrowestText = 300;
    private const int SwatchSize = 11;

    public required string Title { get; init; }

    public required string Subtitle { get; init; }

    /// <summary>
    /// Short facts, set one behind the other with dots between them and broken into lines where needed.
    /// </summary>
    public required IReadOnlyList<string> Facts { get; init; }

    /// <summary>What special colours mean: only those that are in the picture.</summary>
    public IReadOnlyList<(Rgb Color, string Text)> Legend { get; init; } = [];

    public ColorBar? Bar { get; init; }

    /// <summary>The width below which the heading would not look well.</summary>
    public int PreferredWidth(TextMeasure measure)
    {
        int text = (int)Math.Ceiling(TitleWidth(measure));
        return Math.Clamp(text + (Bar is null ? 0 : BarGap + ColorBar.Width), Bar is null ? 320 : 480, 760);
    }

    /// <summary>The height that the heading takes at a width.</summary>
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
        string title = measure.Shorten(Title, TextStyle.Title, textWidth);
        canvas.Text(x, y + TitleBaseline, title, TextStyle.Title);
        int baseline = y + TitleBaseline;
        if (TitleWidth(measure) <= textWidth)
        {
            canvas.Text(x + measure.Width(title, TextStyle.Title) + 12, baseline, Subtitle, TextStyle.Subtitle);
        }
        else
        {
            baseline += LineHeight;
            canvas.Text(x, baseline, measure.Shorten(Subtitle, TextStyle.Subtitle, textWidth), TextStyle.Subtitle);
        }

        baseline += 6;
        foreach (string line in Lines(measure, textWidth))
        {
            baseline += LineHeight;
            canvas.Text(x, baseline, line, TextStyle.Body);
        }

        DrawLegend(canvas, measure, x, baseline + LineHeight);
        Bar?.Draw(
            canvas,
            beside ? x + width - ColorBar.Width : x,
            beside ? y + 6 : y + TextHeight(measure, textWidth) + 10);
    }

    private void DrawLegend(Canvas canvas, TextMeasure measure, float x, int baseline)
    {
        foreach ((Rgb color, string text) in Legend)
        {
            canvas.Fill((int)x, baseline - SwatchSize + 1, SwatchSize, SwatchSize, color);
            canvas.Frame((int)x, baseline - SwatchSize + 1, SwatchSize, SwatchSize, Palette.Faint);
            canvas.Text((int)x + SwatchSize + 6, baseline, text, TextStyle.Body);
            x = (int)x + SwatchSize + 6 + measure.Width(text, TextStyle.Body) + 18;
        }
    }

    private int TextHeight(TextMeasure measure, int textWidth)
    {
        int lines =
            Lines(measure, textWidth).Count + (Legend.Count > 0 ? 1 : 0) + (TitleWidth(measure) <= textWidth ? 0 : 1);
        return TitleBaseline + 6 + (lines * LineHeight) + 4;
    }

    private float TitleWidth(TextMeasure measure) =>
        measure.Width(Title, TextStyle.Title) + 12 + measure.Width(Subtitle, TextStyle.Subtitle);

    private bool BarIsBeside(TextMeasure measure, int width) =>
        Bar is not null
        && width - BarGap - ColorBar.Width >= Math.Max(NarrowestText, measure.Width(Title, TextStyle.Title));

    private static int TextWidth(bool beside, int width) => beside ? width - BarGap - ColorBar.Width : width;

    private List<string> Lines(TextMeasure measure, int textWidth)
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
                lines.Add(measure.Shorten(fact, TextStyle.Body, textWidth));
            }
        }

        return lines;
    }
}
