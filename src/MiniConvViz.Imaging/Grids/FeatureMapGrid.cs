using System.Collections.Immutable;
using MiniConvViz.Statistics;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Imaging;

/// <summary>
/// Every channel of a layer as one labelled figure. A value is one colour, exactly (<see cref="ColorMap.Index"/>); a
/// map is enlarged by whole numbers and never resampled. May be called from several threads at once.
/// </summary>
public static class FeatureMapGrid
{
    /// <summary>
    /// Draws a layer; vectors, [N,features] or [N,C,1,1], become a <see cref="BarChart"/>, the channels [N,C,L] of a
    /// one-dimensional network a line chart each, and the channels [N,C,D,H,W] of a three-dimensional one a row of
    /// slices each.
    /// </summary>
    /// <exception cref="PictureTooLargeException">Its picture would not fit into memory.</exception>
    /// <exception cref="UnreadableInputException">
    /// The batch has no such image, or the layer none of the channels.
    /// </exception>
    public static Picture Draw(FeatureMap map, GridOptions options)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(options);
        FigureValidation.CheckDrawable(map, options);
        return map.IsVector ? BarChart.Draw(map, options)
            : map.Values.Shape.Rank == 3 ? SignalGrid.Draw(map, options)
            : Draw(map, options, GridWords.For(map));
    }

    /// <summary>Draws maps or volumes with the given words in the heading.</summary>
    internal static Picture Draw(FeatureMap map, GridOptions options, GridWords words) =>
        map.Values.Shape.Rank == 5
            ? VolumeGrid.Draw(map, options, words)
            : new Drawing(map, options, words).Draw();

    /// <summary>Draws a tapped activation.</summary>
    /// <exception cref="PictureTooLargeException">Its picture would not fit into memory.</exception>
    /// <exception cref="UnreadableInputException">
    /// The batch has no such image, or the layer none of the channels.
    /// </exception>
    public static Picture Draw(Activation activation, GridOptions options) =>
        Draw(FeatureMap.From(activation), options);

    /// <summary>The state of one drawing.</summary>
    private sealed class Drawing
    {
        private const int NumberLine = 15;
        private const int RangeLine = 13;

        private readonly FeatureMap _map;
        private readonly GridOptions _options;
        private readonly GridWords _words;
        private readonly LayerStatistics _statistics;
        private readonly ImmutableArray<int> _channels;
        private readonly ValueRange? _layerRange;

        public Drawing(FeatureMap map, GridOptions options, GridWords words)
        {
            _map = map;
            _words = words;
            _statistics = map.StatisticsOf(options.BatchIndex);
            _options = options.For(_statistics.Layer);
            _channels = options.Channels.Resolve(map.Name, _statistics.Channels);
            Shape shape = map.Values.Shape;
            int image = shape.Count / shape.Batch;
            _layerRange = ValueRange.OfLayer(
                _options.Normalize, _statistics.Layer, map.Values.Values.Slice(options.BatchIndex * image, image));
        }

        public Picture Draw()
        {
            using TextMeasure measure = new();
            Heading heading = LayerHeading.For(_map, _words, _options, _statistics, _channels.Length, _layerRange);
            bool showsRanges = _layerRange is null;
            GridLayout layout = GridLayout.For(
                _channels.Length,
                _map.Values.Shape.Width,
                _map.Values.Shape.Height,
                (int)Math.Ceiling(_channels.Max(c => CaptionWidth(measure, c))),
                showsRanges ? NumberLine + RangeLine : NumberLine,
                _options);
            return new TileFigure(_map.Name, heading, layout, _options.IsBare).Draw(
                measure,
                _channels.Length,
                (canvas, i, x, y) => DrawCell(canvas, measure, layout, _channels[i], x, y));
        }

        private float CaptionWidth(TextMeasure measure, int c)
        {
            float number = TextStamp.For(_words.Number(c), TextStyle.Number).Width;
            return _layerRange is null ? Math.Max(number, measure.Width(RangeText(c), TextStyle.Small)) : number;
        }

        private void DrawCell(Canvas canvas, TextMeasure measure, GridLayout layout, int c, int x, int y)
        {
            ChannelStatistics channel = _statistics.Channels[c];
            ValueRange range = _layerRange ?? ValueRange.OfChannel(channel);
            ReadOnlySpan<float> values = _map.Values.Channel(_options.BatchIndex, c);
            int width = _map.Values.Shape.Width;
            if (_options.IsBare)
            {
                Tile.Draw(canvas, x, y, layout.Scale, values, width, range, _options.Colors);
                return;
            }

            TextStamp.For(_words.Number(c), TextStyle.Number).Draw(canvas, x, y + 10);
            if (_layerRange is null)
            {
                canvas.Text(x, y + 10 + RangeLine, RangeText(c), TextStyle.Small);
            }

            int top = y + layout.CaptionHeight;
            if (channel.IsConstant)
            {
                HatchedTile.Draw(canvas, measure, layout, channel, x, top);
                return;
            }

            Tile.Draw(canvas, x, top, layout.Scale, values, width, range, _options.Colors);
            Tile.Frame(canvas, x, top, layout.TileWidth, layout.TileHeight);
            if (_words.ShowsNumbers)
            {
                TileNumbers.Draw(canvas, measure, x, top, layout.Scale, values, width, range, _options.Colors);
            }
        }

        private string RangeText(int c)
        {
            ChannelStatistics channel = _statistics.Channels[c];
            return channel.IsConstant ? ""
                : channel.Finite == 0 ? "not finite"
                : NumberText.ShortRange(channel.Minimum, channel.Maximum);
        }
    }
}
