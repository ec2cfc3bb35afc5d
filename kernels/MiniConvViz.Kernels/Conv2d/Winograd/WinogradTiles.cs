namespace MiniConvViz.Kernels;

/// <summary>
/// How a convolution's output is covered by tiles of 4x4, those of all images one after the other, and which of them
/// are worked on together.
/// </summary>
internal readonly struct WinogradTiles
{
    private readonly int _rows;
    private readonly int _columns;

    /// <summary>Covers the output of a convolution.</summary>
    public WinogradTiles(in Conv2dGeometry geometry)
    {
        _rows = (geometry.OutHeight + Winograd.Outputs - 1) / Winograd.Outputs;
        _columns = (geometry.OutWidth + Winograd.Outputs - 1) / Winograd.Outputs;
        Count = checked(geometry.Batch * _rows * _columns);
    }

    /// <summary>The tiles of all images.</summary>
    public int Count { get; }

    /// <summary>Where a tile lies.</summary>
    /// <param name="tile">Which.</param>
    /// <param name="y">Its first output row.</param>
    /// <param name="x">Its first output column.</param>
    /// <returns>Its image.</returns>
    public int Find(int tile, out int y, out int x)
    {
        (int row, int column) = Math.DivRem(tile, _columns);
        (int image, row) = Math.DivRem(row, _rows);
        y = row * Winograd.Outputs;
        x = column * Winograd.Outputs;
        return image;
    }
}
