using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>The product, rows and columns of a tile: columns fastest, products slowest.</summary>
internal readonly struct GpuTile
{
    /// <param name="geometry">All sizes.</param>
    /// <param name="tile">The tile's index.</param>
    /// <param name="size">The number of its rows, and of its columns.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public GpuTile(GpuGemmGeometry geometry, int tile, int size)
    {
        int columnTiles = geometry.ColumnTiles(size);
        int rowTiles = geometry.RowTiles(size);
        FirstColumn = tile % columnTiles * size;
        FirstRow = tile / columnTiles % rowTiles * size;
        Product = tile / columnTiles / rowTiles;
    }

    /// <summary>The index of the product.</summary>
    public int Product { get; }

    /// <summary>Its first row.</summary>
    public int FirstRow { get; }

    /// <summary>Its first column, counted over all right matrices that are treated as one wide matrix.</summary>
    public int FirstColumn { get; }
}
