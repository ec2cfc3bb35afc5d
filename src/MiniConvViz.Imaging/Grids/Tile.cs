namespace MiniConvViz.Imaging;

/// <summary>The values of one channel, or of one slice of it, as pixels.</summary>
internal static class Tile
{
    /// <summary>
    /// Colours rows of <paramref name="width"/> values, each value as a square of scale x scale pixels.
    /// </summary>
    public static void Draw(
        Canvas canvas,
        int left,
        int top,
        int scale,
        ReadOnlySpan<float> values,
        int width,
        ValueRange range,
        ColorMap map)
    {
        int height = values.Length / width;
        ReadOnlySpan<uint> colors = map.Packed;
        for (int y = 0; y < height; y++)
        {
            Span<uint> row = canvas.Row(left, top + (y * scale), width * scale);
            int at = 0;
            foreach (float value in values.Slice(y * width, width))
            {
                uint color = float.IsFinite(value)
                    ? colors[ColorMap.Index(value, range.Low, range.High)]
                    : Special(value, map).Packed;
                for (int end = at + scale; at < end; at++)
                {
                    row[at] = color;
                }
            }

            for (int copy = 1; copy < scale; copy++)
            {
                row.CopyTo(canvas.Row(left, top + (y * scale) + copy, width * scale));
            }
        }
    }

    /// <summary>A hairline around a tile of that many pixels.</summary>
    public static void Frame(Canvas canvas, int left, int top, int width, int height) =>
        canvas.Frame(left - 1, top - 1, width + 2, height + 2, Palette.Hairline);

    /// <summary>The colour of one value.</summary>
    public static Rgb Color(float value, ValueRange range, ColorMap map) => float.IsFinite(value)
        ? map.Colors[ColorMap.Index(value, range.Low, range.High)]
        : Special(value, map);

    private static Rgb Special(float value, ColorMap map) =>
        float.IsNaN(value) ? map.NotANumber : value > 0 ? map.PositiveInfinity : map.NegativeInfinity;
}
