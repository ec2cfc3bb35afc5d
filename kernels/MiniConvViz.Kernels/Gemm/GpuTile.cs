using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>Which rows and columns of which product a tile is of: columns fastest, products slowest.</summary>
internal readonly struct GpuTile
{
    /// <param name="geometry">All sizes.</param>
    /// <param name="tile">The tile's number.</param>
    /// <param name="size">Its rows, and its columns.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public GpuTile(GpuGemmGeometry geometry, int tile, int size)
    {
        int columnTiles = geometry.ColumnTiles(size);
        int rowTiles = geometry.RowTiles(size);
        FirstColumn = tile % columnTiles * size;
        FirstRow = tile / columnTiles % rowTiles * size;
        Product = tile / columnTiles / rowTiles;
    }

    /// <summary>Which product.</summary>
    public int Product { get; }

    /// <summary>Its first row.</summary>
    public int FirstRow { get; }

    /// <summary>Its first column, right matrices side by side counted as one.</summary>
    public int FirstColumn { get; }
}
