using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// A convolution as a GEMM with im2col, <c>output [O,pixels] = weight [O,terms] * columns [terms,pixels]</c>, for
/// every image and group: the blocking, and the loops over tiles that all jobs use.
/// </summary>
/// <remarks>
/// The terms are cut into blocks (<see cref="Conv2dTermBlocks"/>), so that a panel of columns (block x tile columns)
/// stays in the first-level cache while it is multiplied with all weight panels:
/// <code>
///                                   columns [terms,pixels]
///                                    panel 0   panel 1   panel 2
///                                   +---------+---------+---------+
///                          block 0  |  #####  |         |         |     #: one panel of columns, one block of terms
///                                   +---------+---------+---------+        deep, in the first-level cache
///                          block 1  |         |         |         |
///                                   +---------+---------+---------+
///        weight [O,terms]           output [O,pixels]
///        block 0   block 1           panel 0   panel 1   panel 2
///       +---------+---------+       +---------+---------+---------+
///  rows |  ww 0   |         |       |  tile   |         |         |     tile: ww 0 times #, the sum of one block
///       +---------+---------+       +---------+---------+---------+
///  rows |  ww 1   |         |       |  tile   |         |         |     tile: ww 1 times #, and so on downwards
///       +---------+---------+       +---------+---------+---------+
/// </code>
/// The epilogue adds up the blocks in the output.
/// Source: Goto, van de Geijn: Anatomy of High-Performance Matrix Multiplication (2008).
/// </remarks>
internal readonly unsafe struct Conv2dGemm<TTile>
    where TTile : unmanaged, IConv2dTile
{
    private readonly Conv2dOperands _operands;

    /// <summary>Divides a convolution into blocks and panels.</summary>
    public Conv2dGemm(in Conv2dOperands operands)
    {
        _operands = operands;
        Conv2dGeometry geometry = operands.Geometry;
        Blocks = new Conv2dTermBlocks(geometry.GroupInChannels, geometry.KernelHeight * geometry.KernelWidth);
        ImageGroups = geometry.Batch * geometry.Groups;
        Pixels = geometry.OutHeight * geometry.OutWidth;
        ColumnPanels = (Pixels + TTile.Columns - 1) / TTile.Columns;
        RowPanels = (geometry.GroupOutChannels + TTile.Rows - 1) / TTile.Rows;
    }

    /// <summary>The number of separate GEMMs: one for each image and group.</summary>
    public int ImageGroups { get; }

    /// <summary>Output pixels of one image and channel.</summary>
    public int Pixels { get; }

    /// <summary>Panels of columns that cover the pixels of one image.</summary>
    public int ColumnPanels { get; }

    /// <summary>Panels of weights that cover the output channels of one group.</summary>
    public int RowPanels { get; }

    /// <summary>Blocks of terms.</summary>
    public Conv2dTermBlocks Blocks { get; }

    /// <summary>
    /// The address of one block of one panel when all columns are packed: [image*groups + group, panel, terms, tile
    /// columns].
    /// </summary>
    public float* PackedColumns(float* columns, int imageGroup, int block, int panel)
    {
        nint term = ((((nint)imageGroup * ColumnPanels) + panel) * Blocks.Terms) + Blocks.FirstTerm(block);
        return columns + (term * TTile.Columns);
    }

    /// <summary>Packs a panel of columns for one block of terms.</summary>
    /// <param name="imageGroup">image*groups + group</param>
    /// <param name="block">Which block of terms.</param>
    /// <param name="panel">Which panel of the image's pixels.</param>
    /// <param name="packed">[depth of the block, tile columns]</param>
    public void PackColumns(int imageGroup, int block, int panel, float* packed)
    {
        int first = Blocks.FirstChannel(block);
        Conv2dGeometry geometry = _operands.Geometry;
        nint plane = (nint)geometry.InHeight * geometry.InWidth;
        float* channel = _operands.Input + ((((nint)imageGroup * geometry.GroupInChannels) + first) * plane);
        Conv2dColumns.Pack(
            geometry, channel, Blocks.FirstChannel(block + 1) - first, panel * TTile.Columns, TTile.Columns, packed);
    }

    /// <summary>Multiplies some weight panels with one packed panel of columns, one block of terms deep.</summary>
    /// <param name="imageGroup">image*groups + group</param>
    /// <param name="block">Which block of terms.</param>
    /// <param name="panel">Which panel of the image's pixels <paramref name="columns"/> holds.</param>
    /// <param name="firstRowPanel">The first weight panel.</param>
    /// <param name="endRowPanel">One past the last weight panel.</param>
    /// <param name="columns">[depth of the block, tile columns], packed.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public void Multiply(int imageGroup, int block, int panel, int firstRowPanel, int endRowPanel, float* columns)
    {
        // One cache line more than the tile, so that it can be aligned to a cache line.
        float* memory = stackalloc float[(TTile.Rows * TTile.Columns) + AlignedMemory.LineFloats];
        float* tile = AlignedMemory.Align(memory);
        int depth = Blocks.Depth(block);
        int group = imageGroup % _operands.Geometry.Groups;
        nint paddedRows = (nint)RowPanels * TTile.Rows;
        float* weights = _operands.Weights + (paddedRows * (((nint)group * Blocks.Terms) + Blocks.FirstTerm(block)));
        for (int rowPanel = firstRowPanel; rowPanel < endRowPanel; rowPanel++)
        {
            TTile.Multiply(depth, weights + ((nint)rowPanel * depth * TTile.Rows), columns, tile);
            StoreTile(imageGroup, block, panel, rowPanel, tile);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void StoreTile(int imageGroup, int block, int panel, int rowPanel, float* tile)
    {
        int channels = _operands.Geometry.GroupOutChannels;
        int firstPixel = panel * TTile.Columns;
        int width = Math.Min(TTile.Columns, Pixels - firstPixel);
        int firstRow = rowPanel * TTile.Rows;
        int height = Math.Min(TTile.Rows, channels - firstRow);
        int group = imageGroup % _operands.Geometry.Groups;
        float* bias = _operands.Bias + (group * channels) + firstRow;
        nint at = ((((nint)imageGroup * channels) + firstRow) * Pixels) + firstPixel;
        bool isLast = block == Blocks.Count - 1;
        for (int r = 0; r < height; r++)
        {
            Conv2dEpilogue.StoreRow(
                tile + (r * TTile.Columns),
                _operands.Output + at,
                _operands.Residual == null ? null : _operands.Residual + at,
                width,
                bias[r],
                _operands.Clamp,
                block == 0,
                isLast);
            at += Pixels;
        }
    }
}
