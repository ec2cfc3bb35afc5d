using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>Which 64 output channels and 64 pixels a tile is of: columns fastest, groups of channels slowest.</summary>
internal readonly struct Conv2dGpuTile
{
    private const int Size = Conv2dGpuProduct64.Tile;

    /// <param name="geometry">All sizes.</param>
    /// <param name="tile">The tile's number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Conv2dGpuTile(Conv2dGeometry geometry, int tile)
    {
        int pixels = geometry.Batch * geometry.OutHeight * geometry.OutWidth;
        int columnTiles = (pixels + Size - 1) / Size;
        int rowTiles = (geometry.GroupOutChannels + Size - 1) / Size;
        FirstColumn = tile % columnTiles * Size;
        Row = tile / columnTiles;
        Group = Row / rowTiles;
        FirstChannel = (Group * geometry.GroupOutChannels) + (Row % rowTiles * Size);
        EndChannel = (Group + 1) * geometry.GroupOutChannels;
    }

    /// <summary>Its first pixel: <c>(n * OH + y) * OW + x</c>.</summary>
    public int FirstColumn { get; }

    /// <summary>Which row of tiles, those of all groups of channels counted.</summary>
    public int Row { get; }

    /// <summary>Its group of channels.</summary>
    public int Group { get; }

    /// <summary>Its first output channel.</summary>
    public int FirstChannel { get; }

    /// <summary>Where the output channels of its group end; the tile may stick out.</summary>
    public int EndChannel { get; }
}
