namespace MiniConvViz.Imaging;

/// <summary>One signal as a line over bars from zero, red above and blue below, pixel column by pixel column.</summary>
internal static class SignalChart
{
    private const int LineHeight = 2;

    /// <summary>Draws a signal into a box; values beyond the range lie on its edge.</summary>
    public static void Draw(
        Canvas canvas, int left, int top, int width, int height,
        ReadOnlySpan<float> signal, ValueRange range, ColorMap colors)
    {
        canvas.Fill(left, top, width, height, Palette.HatchPaper);
        int zero = Row(0, range, height);
        int previous = -1;
        for (int x = 0; x < width; x++)
        {
            int first = (int)((long)x * signal.Length / width);
            int next = Math.Max(first + 1, (int)((long)(x + 1) * signal.Length / width));
            if (!Extremes(signal[first..next], out float low, out float high))
            {
                canvas.Fill(left + x, top, 1, height, BarAxis.Color(low, strong: true, colors));
                previous = -1;
                continue;
            }

            int upper = Row(high, range, height), lower = Row(low, range, height);
            FillColumn(canvas, left + x, top, Math.Min(upper, zero), zero, height, Palette.Bar);
            FillColumn(canvas, left + x, top, zero, Math.Max(lower, zero), height, Palette.NegativeBar);

            // A step up or down is drawn in the column in which it ends.
            int from = previous < 0 ? upper : Math.Min(upper, previous);
            int to = previous < 0 ? lower : Math.Max(lower, previous);
            int end = to + LineHeight - 1;
            FillColumn(canvas, left + x, top, from, Math.Min(end, zero), height, Palette.StrongBar);
            FillColumn(canvas, left + x, top, Math.Max(from, zero + 1), end, height, Palette.StrongNegativeBar);
            previous = (upper + lower) / 2;
        }

        canvas.Fill(left, top + zero, width, 1, Palette.Faint);
    }

    /// <summary>The least and the largest value; false, with the value, where one is not finite.</summary>
    private static bool Extremes(ReadOnlySpan<float> values, out float low, out float high)
    {
        (low, high) = (values[0], values[0]);
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
            {
                (low, high) = (value, value);
                return false;
            }

            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        return true;
    }

    /// <summary>The row of a value, counted from the top of the box: the largest lies in the first.</summary>
    private static int Row(float value, ValueRange range, int height)
    {
        double extent = (double)range.High - range.Low;
        double share = extent > 0 ? Math.Clamp((range.High - (double)value) / extent, 0, 1) : 0.5;
        return (int)Math.Round(share * (height - LineHeight));
    }

    private static void FillColumn(Canvas canvas, int x, int top, int from, int to, int height, Rgb color) =>
        canvas.Fill(x, top + from, 1, Math.Min(to, height - 1) - from + 1, color);
}
