using System.Globalization;

namespace MiniConvViz.Imaging;

/// <summary>The words for a grid's tiles: the channels of a feature map, or the filters of a convolution.</summary>
/// <param name="Noun">The noun in the singular: <c>channel</c>.</param>
/// <param name="Shape">The tensor's shape as in the heading: <c>shape [1,64,56,56]</c>.</param>
/// <param name="Number">The caption of the tile of one channel.</param>
internal sealed record GridWords(string Noun, string Shape, Func<int, string> Number)
{
    /// <summary>What one value of a tile is.</summary>
    public string Value { get; init; } = "value";

    /// <summary>Whether small tiles have their values written into them.</summary>
    public bool ShowsNumbers { get; init; }

    /// <summary>Channels, by their number.</summary>
    public static GridWords For(FeatureMap map) =>
        new("channel", $"shape {map.Values.Shape}", static c => c.ToString(CultureInfo.InvariantCulture));
}
