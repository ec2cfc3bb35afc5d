using MiniConvViz.Statistics;

namespace MiniConvViz.Imaging;

/// <summary>The tile of a constant channel: hatched, with its value.</summary>
internal static class HatchedTile
{
    /// <summary>Draws it where the layout has a tile, with its top left corner at (x, top).</summary>
    public static void Draw(
        Canvas canvas, TextMeasure measure, GridLayout layout, ChannelStatistics channel, int x, int top)
    {
        canvas.Hatch(x, top, layout.TileWidth, layout.TileHeight);
        canvas.Frame(x, top, layout.TileWidth, layout.TileHeight, Palette.Hairline);
        DrawMark(canvas, measure, layout, channel, x, top);
    }

    /// <summary>
    /// The text in a hatched tile, as long as fits: at least the value, or <c>dead</c>.
    /// </summary>
    private static void DrawMark(
        Canvas canvas, TextMeasure measure, GridLayout layout, ChannelStatistics channel, int x, int top)
    {
        string[] lines = channel.IsDead ? ["dead"] : ["constant", NumberText.Of(channel.Minimum, 2)];
        bool fits = lines.All(line => measure.Width(line, TextStyle.Mark) <= layout.TileWidth - 4);
        lines = fits ? lines : lines[^1..];
        float baseline = top + (layout.TileHeight / 2f) + 4 - (6 * (lines.Length - 1));
        for (int i = 0; i < lines.Length && layout.TileHeight >= 12 * lines.Length; i++)
        {
            canvas.TextCentered(x + (layout.TileWidth / 2f), baseline + (12 * i), lines[i], TextStyle.Mark);
        }
    }
}
