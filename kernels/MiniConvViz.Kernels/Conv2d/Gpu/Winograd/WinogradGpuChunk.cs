namespace MiniConvViz.Kernels;

/// <summary>
/// The tiles that a Winograd convolution on a GPU works on together, and how their numbers lie in between:
/// <code>
/// values [36, Channels, Stride]    products [36, OutChannels, Stride]      both: pair of points, channel, tile
/// </code>
/// Tiles are those of <see cref="WinogradTiles"/>, 4x4 outputs each. Holds ints alone, as kernels want it.
/// </summary>
internal readonly struct WinogradGpuChunk
{
    /// <summary>Input channels, rounded up to what a product takes at a time; the others' values are zeros.</summary>
    public required int Channels { get; init; }

    public required int OutChannels { get; init; }

    /// <summary>Tiles along an image's edges.</summary>
    public required int TileRows { get; init; }

    public required int TileColumns { get; init; }

    /// <summary>The first tile, counted from that of the first image.</summary>
    public required int First { get; init; }

    /// <summary>How many tiles.</summary>
    public required int Count { get; init; }

    /// <summary>The same, rounded up to fours, which are read sixteen bytes at a time.</summary>
    public int Stride => (Count + 3) & ~3;

    /// <summary>Numbers in values, and in products.</summary>
    public int ValueFloats => Winograd4x4.Products * Channels * Stride;

    public int ProductFloats => Winograd4x4.Products * OutChannels * Stride;
}
