using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// Which output channels and pixels a tile of the output covers: columns fastest, groups of channels slowest.
/// </summary>
internal readonly struct Conv2dGpuTile
{
    /// <param name="geometry">All sizes.</param>
    /// <param name="tile">The tile's index.</param>
    /// <param name="rows">Output channels of a tile, a constant.</param>
    /// <param name="columns">Pixels of a tile, a constant.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Conv2dGpuTile(Conv2dGeometry geometry, int tile, int rows, int columns)
    {
        int pixels = geometry.Batch * geometry.OutHeight * geometry.OutWidth;
        int columnTiles = (pixels + columns - 1) / columns;
        int rowTiles = (geometry.GroupOutChannels + rows - 1) / rows;
        FirstColumn = tile % columnTiles * columns;
        Row = tile / columnTiles;
        Group = Row / rowTiles;
        FirstChannel = (Group * geometry.GroupOutChannels) + (Row % rowTiles * rows);
        EndChannel = (Group + 1) * geometry.GroupOutChannels;
    }

    /// <summary>Its first pixel: <c>(n * OH + y) * OW + x</c>.</summary>
    public int FirstColumn { get; }

    /// <summary>The index of its row of tiles, counted over all groups of channels.</summary>
    public int Row { get; }

    /// <summary>Its group of channels.</summary>
    public int Group { get; }

    /// <summary>Its first output channel.</summary>
    public int FirstChannel { get; }

    /// <summary>One past the last output channel of its group; the tile may extend past it.</summary>
    public int EndChannel { get; }
}
