namespace MiniConvViz.Kernels;

/// <summary>
/// The tiles that a Winograd convolution on a GPU processes together, and the layout of their intermediate values:
/// <code>
/// values [36, Channels, Stride]    products [36, OutChannels, Stride]      both: pair of points, channel, tile
/// </code>
/// Tiles are those of <see cref="WinogradTiles"/>, 4x4 outputs each. Holds only ints, as a kernel's argument must.
/// </summary>
internal readonly struct WinogradGpuChunk
{
    /// <summary>
    /// Input channels, rounded up to a multiple of the channels that the GEMM processes in a step; the values of the
    /// added ones are zero.
    /// </summary>
    public required int Channels { get; init; }

    public required int OutChannels { get; init; }

    /// <summary>Tiles along an image's edges.</summary>
    public required int TileRows { get; init; }

    public required int TileColumns { get; init; }

    /// <summary>The index of the first tile, counted over all images.</summary>
    public required int First { get; init; }

    /// <summary>How many tiles.</summary>
    public required int Count { get; init; }

    /// <summary>The same, rounded up to a multiple of four, for loads of sixteen bytes.</summary>
    public int Stride => (Count + 3) & ~3;

    /// <summary>Floats of the values, and of the products.</summary>
    public int ValueFloats => Winograd4x4.Products * Channels * Stride;

    public int ProductFloats => Winograd4x4.Products * OutChannels * Stride;
}
