namespace MiniConvViz.Kernels;

/// <summary>
/// How a convolution's output is covered by square tiles, those of all images one after the other, and which of them
/// are processed together.
/// </summary>
internal readonly struct WinogradTiles
{
    private readonly int _outputs;

    /// <summary>
    /// Covers the output of a convolution with tiles of <paramref name="outputs"/> outputs along each axis.
    /// </summary>
    public WinogradTiles(in Conv2dGeometry geometry, int outputs)
    {
        _outputs = outputs;
        Rows = (geometry.OutHeight + outputs - 1) / outputs;
        Columns = (geometry.OutWidth + outputs - 1) / outputs;
        Count = checked(geometry.Batch * Rows * Columns);
    }

    /// <summary>Tiles along an image's left edge.</summary>
    public int Rows { get; }

    /// <summary>Tiles along an image's upper edge.</summary>
    public int Columns { get; }

    /// <summary>The tiles of all images.</summary>
    public int Count { get; }

    /// <summary>The position of a tile.</summary>
    /// <param name="tile">The tile's index.</param>
    /// <param name="y">Its first output row.</param>
    /// <param name="x">Its first output column.</param>
    /// <returns>Its image.</returns>
    public int Find(int tile, out int y, out int x)
    {
        (int row, int column) = Math.DivRem(tile, Columns);
        (int image, row) = Math.DivRem(row, Rows);
        y = row * _outputs;
        x = column * _outputs;
        return image;
    }
}
