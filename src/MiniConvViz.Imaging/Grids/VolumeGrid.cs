using System.Collections.Immutable;
using System.Globalization;
using MiniConvViz.Statistics;

namespace MiniConvViz.Imaging;

/// <summary>
/// The channels of a three-dimensional network as one labelled figure: a row of slices each, from the front of the
/// volume to its back, with the slice's z above it. All slices of a channel have one range, that of the whole volume.
/// </summary>
internal sealed class VolumeGrid
{
    private const int NumberLine = 15;
    private const int SliceLine = 13;
    private const int SliceGap = 3;

    private readonly FeatureMap _map;
    private readonly GridOptions _options;
    private readonly GridWords _words;
    private readonly LayerStatistics _statistics;
    private readonly ImmutableArray<int> _channels;
    private readonly ImmutableArray<int> _slices;
    private readonly ValueRange? _layerRange;
    private readonly int _scale;

    private VolumeGrid(FeatureMap map, GridOptions options, GridWords words)
    {
        (_map, _words) = (map, words);
        _statistics = map.StatisticsOf(options.BatchIndex);
        _options = options.For(_statistics.Layer);
        _channels = options.Channels.Resolve(map.Name, _statistics.Channels);
        _slices = DepthSlices.Of(map.Values.Shape[2]);
        int image = map.Values.Shape.CountOf(1..);
        _layerRange = ValueRange.OfLayer(
            _options.Normalize, _statistics.Layer, map.Values.Values.Slice(options.BatchIndex * image, image));
        _scale = options.Scale ?? GridLayout.ScaleFor(_channels.Length * _slices.Length, Width, Height);
    }

    private int Width => _map.Values.Shape[4];

    private int Height => _map.Values.Shape[3];

    /// <summary>The distance from one slice to the next; a label is no wider.</summary>
    private int Pitch => Math.Max(Width * _scale, 24) + SliceGap;

    /// <summary>Draws values [N,C,D,H,W], checked before.</summary>
    public static Picture Draw(FeatureMap map, GridOptions options, GridWords words) =>
        new VolumeGrid(map, options, words).Draw();

    private Picture Draw()
    {
        using TextMeasure measure = new();
        Heading heading = LayerHeading.For(
            _map, _words, _options, _statistics, _channels.Length, _layerRange);
        GridLayout layout = GridLayout.ForTiles(
            _channels.Length,
            ((_slices.Length - 1) * Pitch) + (Width * _scale),
            Height * _scale,
            (int)Math.Ceiling(_channels.Max(c => measure.Width(Caption(c), TextStyle.Number))),
            NumberLine + SliceLine,
            _options);
        return new TileFigure(_map.Name, heading, layout, _options.IsBare).Draw(
            measure,
            _channels.Length,
            (canvas, i, x, y) => DrawCell(canvas, measure, layout, _channels[i], x, y));
    }

    private void DrawCell(Canvas canvas, TextMeasure measure, GridLayout layout, int c, int x, int y)
    {
        ChannelStatistics channel = _statistics.Channels[c];
        int top = y + layout.CaptionHeight;
        if (!_options.IsBare)
        {
            canvas.Text(x, y + 10, Caption(c), TextStyle.Number);
        }

        if (channel.IsConstant && !_options.IsBare)
        {
            HatchedTile.Draw(canvas, measure, layout, channel, x, top);
            return;
        }

        ValueRange range = _layerRange ?? ValueRange.OfChannel(channel);
        int plane = Height * Width;
        for (int i = 0; i < _slices.Length; i++)
        {
            int left = x + (i * Pitch);
            ReadOnlySpan<float> slice = _map.Values.Channel(_options.BatchIndex, c).Slice(_slices[i] * plane, plane);
            Tile.Draw(canvas, left, top, _scale, slice, Width, range, _options.Colors);
            if (!_options.IsBare)
            {
                string label = $"z {_slices[i].ToString(CultureInfo.InvariantCulture)}";
                canvas.Text(left, y + 10 + SliceLine, label, TextStyle.Small);
                Tile.Frame(canvas, left, top, Width * _scale, Height * _scale);
            }
        }
    }

    /// <summary>The channel's number, and its range where that is not the layer's.</summary>
    private string Caption(int c)
    {
        string number = _words.Number(c);
        ChannelStatistics channel = _statistics.Channels[c];
        return _layerRange is not null || channel.IsConstant ? number
            : channel.Finite == 0 ? $"{number}: not finite"
            : $"{number}: {NumberText.ShortRange(channel.Minimum, channel.Maximum)}";
    }
}
