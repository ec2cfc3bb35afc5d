using System.Collections.Immutable;
using System.Globalization;
using MiniConvViz.Statistics;

namespace MiniConvViz.Imaging;

/// <summary>
/// The channels of a one-dimensional network as one labelled figure: a small chart each, the signal from left to right.
/// One value is a whole number of pixels wide; a signal longer than the chart shows from the least to the largest of
/// the values that share a pixel, so that no peak is lost.
/// </summary>
internal sealed class SignalGrid
{
    private const int WidestChart = 480;
    private const int UsualChart = 240;
    private const int WidestValue = 16;
    private const int TallChart = 64;
    private const int LowChart = 40;
    private const int Many = 64;
    private const int NumberLine = 15;
    private const int RangeLine = 13;

    private readonly FeatureMap _map;
    private readonly GridOptions _options;
    private readonly LayerStatistics _statistics;
    private readonly ImmutableArray<int> _channels;
    private readonly ValueRange? _layerRange;

    private SignalGrid(FeatureMap map, GridOptions options)
    {
        _map = map;
        _statistics = map.StatisticsOf(options.BatchIndex);
        _options = options;
        _channels = options.Channels.Resolve(map.Name, _statistics.Channels);

        // A colour can stand for all values beyond a percentile, but a line beyond its chart would be invisible.
        bool isCut = options.Normalize.Kind is NormalizationKind.Percentile or NormalizationKind.Automatic;
        _layerRange = ValueRange.OfLayer(isCut ? Normalization.Layer : options.Normalize, _statistics.Layer, []);
    }

    /// <summary>Draws values [N,C,L], checked before.</summary>
    public static Picture Draw(FeatureMap map, GridOptions options) => new SignalGrid(map, options).Draw();

    private Picture Draw()
    {
        using TextMeasure measure = new();
        Heading heading = LayerHeading.ForSignals(_map, _options, _statistics, _channels.Length, _layerRange);
        GridLayout layout = Layout(measure);
        return new TileFigure(_map.Name, heading, layout, _options.IsBare).Draw(
            measure,
            _channels.Length,
            (canvas, i, x, y) => DrawCell(canvas, measure, layout, _channels[i], x, y));
    }

    private GridLayout Layout(TextMeasure measure)
    {
        int length = _map.Values.Shape.Height;
        int width = _options.Scale is int scale ? length * scale
            : length > WidestChart ? WidestChart
            : length * Math.Clamp(UsualChart / length, 1, WidestValue);
        int captionWidth = (int)Math.Ceiling(_channels.Max(c => measure.Width(Caption(c), TextStyle.Small)));
        int captionHeight = _layerRange is null ? NumberLine + RangeLine : NumberLine;
        int height = _channels.Length > Many ? LowChart : TallChart;
        return GridLayout.ForTiles(_channels.Length, width, height, captionWidth, captionHeight, _options);
    }

    private void DrawCell(Canvas canvas, TextMeasure measure, GridLayout layout, int c, int x, int y)
    {
        int top = y + layout.CaptionHeight;
        ChannelStatistics channel = _statistics.Channels[c];
        if (!_options.IsBare)
        {
            canvas.Text(x, y + 10, c.ToString(CultureInfo.InvariantCulture), TextStyle.Number);
            canvas.Text(x, y + 10 + RangeLine, Caption(c), TextStyle.Small);
            Tile.Frame(canvas, x, top, layout.TileWidth, layout.TileHeight);
        }

        if (channel.IsConstant && !_options.IsBare)
        {
            HatchedTile.Draw(canvas, measure, layout, channel, x, top);
            return;
        }

        ValueRange range = _layerRange ?? ValueRange.OfChannel(channel);
        ReadOnlySpan<float> signal = _map.Values.Channel(_options.BatchIndex, c);
        SignalChart.Draw(canvas, x, top, layout.TileWidth, layout.TileHeight, signal, range, _options.Colors);
    }

    /// <summary>A channel's own range, where it is not that of the layer.</summary>
    private string Caption(int c)
    {
        ChannelStatistics channel = _statistics.Channels[c];
        return _layerRange is not null || channel.IsConstant ? ""
            : channel.Finite == 0 ? "not finite"
            : NumberText.ShortRange(channel.Minimum, channel.Maximum);
    }
}
