namespace MiniConvViz.Imaging;

/// <summary>The colour map with a scale of values: 256 pixels, one for each colour.</summary>
/// <param name="Colors">The colour map.</param>
/// <param name="Range">The values of the first and the last colour; null where each tile has its own range.</param>
/// <param name="ClippedBelow">Whether some values lie below the range.</param>
/// <param name="ClippedAbove">Whether some values lie above the range.</param>
internal sealed record ColorBar(ColorMap Colors, ValueRange? Range, bool ClippedBelow, bool ClippedAbove)
{
    public const int Width = 256;
    public const int Height = 36;

    private const int Thickness = 14;

    /// <summary>Draws the bar with its top left corner at (x, y).</summary>
    public void Draw(Canvas canvas, int x, int y)
    {
        for (int row = 0; row < Thickness; row++)
        {
            Colors.Packed.CopyTo(canvas.Row(x, y + row, Width));
        }

        int baseline = y + Thickness + 17;
        if (Range is not ValueRange range)
        {
            canvas.Text(x, baseline, "tile's minimum", TextStyle.Small);
            canvas.TextRight(x + Width, baseline, "tile's maximum", TextStyle.Small);
            return;
        }

        Tick(canvas, x, y);
        Tick(canvas, x + Width - 1, y);
        canvas.Text(x, baseline, (ClippedBelow ? "≤ " : "") + NumberText.Of(range.Low), TextStyle.Small);
        canvas.TextRight(x + Width, baseline, (ClippedAbove ? "≥ " : "") + NumberText.Of(range.High), TextStyle.Small);

        // A third number: zero where it is well inside, otherwise the middle.
        double zero = -(double)range.Low / ((double)range.High - range.Low);
        double place = zero is > 0.2 and < 0.8 ? zero : 0.5;
        int tick = x + (int)Math.Round(place * (Width - 1));
        double value = place == zero ? 0 : ((double)range.Low + range.High) / 2;
        Tick(canvas, tick, y);
        canvas.TextCentered(tick + 0.5f, baseline, NumberText.Of(value), TextStyle.Small);
    }

    private static void Tick(Canvas canvas, int x, int y) => canvas.Fill(x, y + Thickness, 1, 4, Palette.Faint);
}
