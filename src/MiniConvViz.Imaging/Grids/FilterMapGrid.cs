using System.Collections.Immutable;
using System.Globalization;
using MiniConvViz.Statistics;
using MiniConvViz.Tensors;

namespace MiniConvViz.Imaging;

/// <summary>Draws a convolution as pairs: filter k, and beside it map k, which it produced.</summary>
public static class FilterMapGrid
{
    /// <summary>The most kernels of a filter that are drawn.</summary>
    public const int MostKernels = 16;

    /// <summary>Draws a layer's filters beside its maps.</summary>
    /// <remarks>
    /// A filter of 3 input channels is one RGB tile, mid-grey for zero, and a filter of 1 input channel one tile of the
    /// colour map. Of any other filter the <see cref="MostKernels"/> kernels [KH,KW] with the most energy are drawn,
    /// the strongest first. Small kernels have their weights written into them.
    /// </remarks>
    /// <param name="map">The layer's output [N,O,H,W].</param>
    /// <param name="weight">[O,C/groups,KH,KW].</param>
    /// <param name="options">How the maps are drawn; filters are symmetric about zero.</param>
    /// <exception cref="PictureTooLargeException">Its picture would not fit into memory.</exception>
    /// <exception cref="UnreadableInputException">
    /// The shapes are others, the batch has no such image, or the layer none of the channels.
    /// </exception>
    public static Picture Draw(FeatureMap map, Tensor weight, GridOptions options)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(options);
        FigureValidation.CheckDrawable(map, options);
        if (!CanDraw(map.Values.Shape, weight.Shape))
        {
            throw new UnreadableInputException(
                $"{map.Name}: expected maps [N,O,H,W] and filters [O,C,KH,KW] to draw side by side, "
                + $"got {map.Values.Shape} and {weight.Shape}");
        }

        return new Drawing(map, weight, options).Draw();
    }

    /// <summary>Whether maps and filters of these shapes can be drawn as pairs.</summary>
    public static bool CanDraw(Shape map, Shape weight) =>
        map.Rank == 4 && weight.Rank == 4 && map.Channels == weight[0] && map.CountOf(2..) > 1 && weight.Count > 0;

    /// <summary>The state of one drawing.</summary>
    private sealed class Drawing
    {
        private const int NumberLine = 15;
        private const int PairGap = 6;

        private readonly FeatureMap _map;
        private readonly GridOptions _options;
        private readonly LayerStatistics _statistics;
        private readonly ImmutableArray<int> _channels;
        private readonly ValueRange? _layerRange;
        private readonly FilterPanel _panel;
        private readonly int _scale;

        public Drawing(FeatureMap map, Tensor weight, GridOptions options)
        {
            _map = map;
            _statistics = map.StatisticsOf(options.BatchIndex);
            _options = options.For(_statistics.Layer);
            _channels = options.Channels.Resolve(map.Name, _statistics.Channels);
            int image = map.Values.Shape.CountOf(1..);
            _layerRange = ValueRange.OfLayer(
                _options.Normalize, _statistics.Layer, map.Values.Values.Slice(options.BatchIndex * image, image));
            _scale = options.Scale ?? GridLayout.ScaleFor(_channels.Length, Width, Height);
            _panel = new FilterPanel(weight, Height * _scale, options.ColorMap ?? ColorMap.Coolwarm);
        }

        private int Width => _map.Values.Shape.Width;

        private int Height => _map.Values.Shape.Height;

        public Picture Draw()
        {
            using TextMeasure measure = new();
            Heading heading = LayerHeading.ForPairs(
                _map, _panel, _options, _statistics, _channels.Length, _layerRange);
            GridLayout layout = GridLayout.ForTiles(
                _channels.Length,
                _panel.Width + PairGap + (Width * _scale),
                Math.Max(_panel.Height, Height * _scale),
                (int)Math.Ceiling(measure.Width($"{_map.Values.Shape.Channels - 1}", TextStyle.Number)),
                NumberLine,
                _options) with
            {
                TileWidth = Width * _scale,
                TileHeight = Height * _scale,
            };
            return new TileFigure(_map.Name, heading, layout, _options.IsBare).Draw(
                measure,
                _channels.Length,
                (canvas, i, x, y) => DrawPair(canvas, measure, layout, _channels[i], x, y));
        }

        private void DrawPair(Canvas canvas, TextMeasure measure, GridLayout layout, int c, int x, int y)
        {
            int top = y + layout.CaptionHeight;
            if (!_options.IsBare)
            {
                canvas.Text(x, y + 10, c.ToString(CultureInfo.InvariantCulture), TextStyle.Number);
                Tile.Frame(canvas, x, top, _panel.Width, _panel.Height);
            }

            _panel.Draw(canvas, measure, c, x, top);
            int left = x + _panel.Width + PairGap;
            ChannelStatistics channel = _statistics.Channels[c];
            if (channel.IsConstant && !_options.IsBare)
            {
                HatchedTile.Draw(canvas, measure, layout, channel, left, top);
                return;
            }

            ValueRange range = _layerRange ?? ValueRange.OfChannel(channel);
            ReadOnlySpan<float> values = _map.Values.Channel(_options.BatchIndex, c);
            Tile.Draw(canvas, left, top, _scale, values, Width, range, _options.Colors);
            if (!_options.IsBare)
            {
                Tile.Frame(canvas, left, top, layout.TileWidth, layout.TileHeight);
            }
        }
    }
}
