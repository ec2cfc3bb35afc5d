namespace MiniConvViz.Kernels;

/// <summary>
/// How a convolution's output is covered by tiles of 4x4, those of all images one after the other, and which of them
/// are worked on together.
/// </summary>
internal readonly struct WinogradTiles
{
    /// <summary>Covers the output of a convolution.</summary>
    public WinogradTiles(in Conv2dGeometry geometry)
    {
        Rows = (geometry.OutHeight + Winograd.Outputs - 1) / Winograd.Outputs;
        Columns = (geometry.OutWidth + Winograd.Outputs - 1) / Winograd.Outputs;
        Count = checked(geometry.Batch * Rows * Columns);
    }

    /// <summary>Tiles along an image's left edge.</summary>
    public int Rows { get; }

    /// <summary>Tiles along an image's upper edge.</summary>
    public int Columns { get; }

    /// <summary>The tiles of all images.</summary>
    public int Count { get; }

    /// <summary>Where a tile lies.</summary>
    /// <param name="tile">Which.</param>
    /// <param name="y">Its first output row.</param>
    /// <param name="x">Its first output column.</param>
    /// <returns>Its image.</returns>
    public int Find(int tile, out int y, out int x)
    {
        (int row, int column) = Math.DivRem(tile, Columns);
        (int image, row) = Math.DivRem(row, Rows);
        y = row * Winograd.Outputs;
        x = column * Winograd.Outputs;
        return image;
    }
}
