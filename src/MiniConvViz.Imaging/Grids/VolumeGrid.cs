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
    private const int HeadingGap = 18;

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
        (_map, _options, _words) = (map, options, words);
        _statistics = LayerStatistics.Of(map.Values, options.BatchIndex);
        _channels = options.Channels.Resolve(map.Name, _statistics.Channels);
        _slices = DepthSlices.Of(map.Values.Shape[2]);
        int image = map.Values.Shape.CountOf(1..);
        _layerRange = ValueRange.OfLayer(
            options.Normalize, _statistics.Layer, map.Values.Values.Slice(options.BatchIndex * image, image));
        _scale = GridLayout.ScaleFor(_channels.Length * _slices.Length, Width, Height);
    }

    private int Width => _map.Values.Shape[4];

    private int Height => _map.Values.Shape[3];

    /// <summary>From the left of one slice to the left of the next; a label stays within its slice's share.</summary>
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
            NumberLine + SliceLine);
        int width = Math.Max(layout.Width, heading.PreferredWidth(measure));
        int headingHeight = heading.Height(measure, width);
        int height = headingHeight + HeadingGap + layout.Height;
        Checked.Size(_map.Name, width, height);
        using Canvas canvas = new(width + (2 * Heading.Margin), height + (2 * Heading.Margin));
        heading.Draw(canvas, measure, Heading.Margin, Heading.Margin, width);
        for (int i = 0; i < _channels.Length; i++)
        {
            (int x, int y) = layout.Cell(i);
            y += Heading.Margin + headingHeight + HeadingGap;
            DrawCell(canvas, measure, layout, _channels[i], Heading.Margin + x, y);
        }

        return canvas.ToPicture();
    }

    private void DrawCell(Canvas canvas, TextMeasure measure, GridLayout layout, int c, int x, int y)
    {
        canvas.Text(x, y + 10, Caption(c), TextStyle.Number);
        int top = y + layout.CaptionHeight;
        ChannelStatistics channel = _statistics.Channels[c];
        if (channel.IsConstant)
        {
            HatchedTile.Draw(canvas, measure, layout, channel, x, top);
            return;
        }

        ValueRange range = _layerRange ?? ValueRange.OfChannel(channel);
        int plane = Height * Width;
        for (int i = 0; i < _slices.Length; i++)
        {
            int left = x + (i * Pitch);
            string label = $"z {_slices[i].ToString(CultureInfo.InvariantCulture)}";
            canvas.Text(left, y + 10 + SliceLine, label, TextStyle.Small);
            ReadOnlySpan<float> slice = _map.Values.Channel(_options.BatchIndex, c).Slice(_slices[i] * plane, plane);
            Tile.Draw(canvas, left, top, _scale, slice, Width, range, _options.Colors);
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
