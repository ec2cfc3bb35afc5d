namespace MiniConvViz.Imaging;

/// <summary>Swatches of special colours with their meaning, in a heading.</summary>
internal static class HeadingLegend
{
    private const int SwatchSize = 11;
    private const int TextGap = 6;
    private const int EntryGap = 18;
    private const int LineHeight = 19;

    /// <summary>The number of lines of the legend at a given width.</summary>
    public static int Lines(TextMeasure measure, IReadOnlyList<(Rgb Color, string Text)> legend, int width) =>
        legend.Count == 0 ? 0 : 1 + Places(measure, legend, width)[^1].Line;

    /// <summary>Draws it, with the first baseline at (x, baseline).</summary>
    public static void Draw(
        Canvas canvas,
        TextMeasure measure,
        IReadOnlyList<(Rgb Color, string Text)> legend,
        int x,
        int baseline,
        int width)
    {
        List<(int X, int Line)> places = Places(measure, legend, width);
        for (int i = 0; i < legend.Count; i++)
        {
            int left = x + places[i].X;
            int below = baseline + (places[i].Line * LineHeight);
            canvas.Fill(left, below - SwatchSize + 1, SwatchSize, SwatchSize, legend[i].Color);
            canvas.Frame(left, below - SwatchSize + 1, SwatchSize, SwatchSize, Palette.Faint);
            canvas.Text(left + SwatchSize + TextGap, below, legend[i].Text, TextStyle.Body);
        }
    }

    private static List<(int X, int Line)> Places(
        TextMeasure measure, IReadOnlyList<(Rgb Color, string Text)> legend, int width)
    {
        List<(int X, int Line)> places = [];
        (int x, int line) = (0, 0);
        foreach ((Rgb _, string text) in legend)
        {
            int entry = SwatchSize + TextGap + (int)Math.Ceiling(measure.Width(text, TextStyle.Body));
            if (x > 0 && x + entry > width)
            {
                (x, line) = (0, line + 1);
            }

            places.Add((x, line));
            x += entry + EntryGap;
        }

        return places;
    }
}
