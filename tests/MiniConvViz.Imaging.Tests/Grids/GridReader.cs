using System.Globalization;

namespace MiniConvViz.Imaging.Tests;

/// <summary>
/// Reads values' colours back from a drawn grid, whose tiles end at the lower margin.
/// </summary>
internal sealed class GridReader
{
    private readonly GridLayout _layout;
    private readonly RgbImage _image;
    private readonly int _top;

    public GridReader(FeatureMap map, GridOptions options, IReadOnlyList<int> channels)
    {
        _image = FeatureMapGrid.Draw(map, options).ToImage();
        using TextMeasure measure = new();
        float caption = channels.Max(c => measure.Width(c.ToString(CultureInfo.InvariantCulture), TextStyle.Number));
        _layout = GridLayout.For(channels.Count, map.Values.Shape.Width, map.Values.Shape.Height,
            (int)Math.Ceiling(caption), 15);
        _top = _image.Height - Heading.Margin - _layout.Height;
    }

    /// <summary>
    /// The colour of the value at (y, x) of the tile in one place; every pixel of its square must have it.
    /// </summary>
    public Rgb Color(int place, int y, int x)
    {
        (int left, int top) = Tile(place);
        Rgb color = Pixel(left + (x * _layout.Scale), top + (y * _layout.Scale));
        for (int i = 0; i < _layout.Scale * _layout.Scale; i++)
        {
            Rgb other = Pixel(left + (x * _layout.Scale) + (i % _layout.Scale),
                top + (y * _layout.Scale) + (i / _layout.Scale));
            if (other != color)
            {
                Assert.Fail($"tile {place}: the square of value ({y}, {x}) has {color} and {other}");
            }
        }

        return color;
    }

    /// <summary>Whether there is text above a tile.</summary>
    public bool HasCaption(int place)
    {
        (int left, int top) = Tile(place);
        return Enumerable.Range(left, 6).Any(x => Enumerable.Range(top - 14, 10).Any(y => Pixel(x, y).R < 160));
    }

    /// <summary>The number of pixels of a tile with a given colour.</summary>
    public int Count(int place, Rgb color)
    {
        (int left, int top) = Tile(place);
        return Enumerable.Range(left, _layout.TileWidth)
            .Sum(x => Enumerable.Range(top, _layout.TileHeight).Count(y => Pixel(x, y) == color));
    }

    /// <summary>Whether a colour is anywhere above the grid.</summary>
    public bool HeadingShows(Rgb color) =>
        Enumerable.Range(0, _top).Any(y => Enumerable.Range(0, _image.Width).Any(x => Pixel(x, y) == color));

    private (int X, int Y) Tile(int place)
    {
        (int x, int y) = _layout.Cell(place);
        return (Heading.Margin + x, _top + y + 15);
    }

    private Rgb Pixel(int x, int y)
    {
        ReadOnlySpan<byte> rgb = _image.Pixels.AsSpan(3 * ((y * _image.Width) + x), 3);
        return new Rgb(rgb[0], rgb[1], rgb[2]);
    }
}
