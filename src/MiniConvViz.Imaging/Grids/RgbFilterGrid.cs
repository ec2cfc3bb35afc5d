using System.Collections.Immutable;
using System.Globalization;
using MiniConvViz.Statistics;
using MiniConvViz.Tensors;

namespace MiniConvViz.Imaging;

/// <summary>First-layer filters [O,3,KH,KW] as colour tiles.</summary>
internal static class RgbFilterGrid
{
    private const int NumberLine = 15;

    public static Picture Draw(string name, Tensor weight, GridOptions options)
    {
        Shape shape = weight.Shape;
        ImmutableArray<ChannelStatistics> filters = [.. Enumerable.Range(0, shape[0])
            .Select(o => ChannelStatistics.Of(Filter(weight, o)))];
        ImmutableArray<int> shown = options.Channels.Resolve(name, filters);
        ChannelStatistics all = filters.Aggregate(ChannelStatistics.Combine);
        float magnitude = all.Finite == 0 ? 0 : MathF.Max(MathF.Abs(all.Minimum), MathF.Abs(all.Maximum));

        Heading heading = new()
        {
            Title = name,
            Subtitle = "filters",
            Facts =
            [
                $"one tile = one filter, {shown.Length} of {shape[0]}, each {shape.Height} × {shape.Width} weights",
                $"weight {shape}",
                $"values {NumberText.Range(all.Minimum, all.Maximum)}",
                "red, green and blue inputs as colour",
                "mid-grey is zero",
            ],
            Legend = LayerHeading.Legend(all, ColorMap.Gray),
            Bar = new ColorBar(ColorMap.Gray, new ValueRange(-magnitude, magnitude), false, false),
        };

        using TextMeasure measure = new();
        int captionWidth = (int)Math.Ceiling(measure.Width($"{shape[0] - 1}", TextStyle.Number));
        GridLayout layout = GridLayout.For(
            shown.Length, shape.Width, shape.Height, captionWidth, NumberLine, options);
        return new TileFigure(name, heading, layout, options.IsBare).Draw(measure, shown.Length, (canvas, i, x, y) =>
        {
            DrawFilter(canvas, x, y + layout.CaptionHeight, layout.Scale, weight, shown[i], magnitude);
            if (!options.IsBare)
            {
                canvas.Text(x, y + 10, shown[i].ToString(CultureInfo.InvariantCulture), TextStyle.Number);
                Tile.Frame(canvas, x, y + layout.CaptionHeight, layout.TileWidth, layout.TileHeight);
            }
        });
    }

    /// <summary>Draws one filter as a tile, each weight as a square of scale x scale pixels.</summary>
    public static void DrawFilter(Canvas canvas, int left, int top, int scale, Tensor weight, int o, float magnitude)
    {
        int height = weight.Shape.Height, width = weight.Shape.Width;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                Rgb color = Color(weight[o, 0, y, x], weight[o, 1, y, x], weight[o, 2, y, x], magnitude);
                canvas.Fill(left + (x * scale), top + (y * scale), scale, scale, color);
            }
        }
    }

    /// <summary>
    /// Each part as in the colour maps, zero at 128; a pixel with a part that is not finite has its special colour.
    /// </summary>
    private static Rgb Color(float red, float green, float blue, float magnitude)
    {
        float sum = red + green + blue;
        return float.IsFinite(red) && float.IsFinite(green) && float.IsFinite(blue)
            ? new Rgb(Part(red, magnitude), Part(green, magnitude), Part(blue, magnitude))
            : float.IsNaN(sum) ? ColorMap.Gray.NotANumber
            : sum > 0 ? ColorMap.Gray.PositiveInfinity : ColorMap.Gray.NegativeInfinity;
    }

    private static byte Part(float value, float magnitude) => (byte)ColorMap.Index(value, -magnitude, magnitude);

    private static ReadOnlySpan<float> Filter(Tensor weight, int o)
    {
        int length = weight.Shape.Count / weight.Shape[0];
        return weight.Values.Slice(o * length, length);
    }
}
