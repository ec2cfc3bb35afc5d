namespace MiniConvViz.Imaging;

/// <summary>The values of a small tile, each written in its own cell.</summary>
internal static class TileNumbers
{
    private const int MostValues = 25;
    private const int SmallestCell = 20;
    private const int Digits = 2;

    /// <summary>Writes them if every number of the tile fits its cell.</summary>
    public static void Draw(
        Canvas canvas,
        TextMeasure measure,
        int left,
        int top,
        int scale,
        ReadOnlySpan<float> values,
        int width,
        ValueRange range,
        ColorMap map)
    {
        if (scale < SmallestCell || values.Length > MostValues)
        {
            return;
        }

        string[] texts = new string[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            texts[i] = NumberText.Of(values[i], Digits);
            if (measure.Width(texts[i], TextStyle.Mark) > scale - 2)
            {
                return;
            }
        }

        for (int i = 0; i < values.Length; i++)
        {
            Rgb paper = Tile.Color(values[i], range, map);
            float x = left + (i % width * scale) + (scale / 2f);
            float baseline = top + (i / width * scale) + (scale / 2f) + 3.5f;
            canvas.TextCentered(x, baseline, texts[i], TextStyle.Weight(paper));
        }
    }
}
