namespace MiniConvViz.Kernels;

/// <summary>
/// A product of matrices with what rides in its epilogue, as GPU kernels take it. Three layers are one:
/// <code>
///               left [Rows,Terms]       right [Terms,Columns]                bias
/// MatMul        any                     any                                  none
/// Linear        input [rows,in]         weight, transposed: [in,out]         one per column
/// Conv2d 1x1    weight [O,C]            input [N,C,H*W], a matrix an image   one per row
/// </code>
/// Holds ints alone.
/// </summary>
internal readonly struct GpuGemmGeometry
{
    /// <summary>The sizes, and which left matrix meets which right one.</summary>
    public required MatMulGeometry Matrices { get; init; }

    /// <summary>
    /// How many right matrices that meet the same left one stand side by side: a tile of the output may begin in one
    /// and end in another, as tiles of pixels do in a batch of images. Above 1 only where Columns is a multiple of 4.
    /// </summary>
    public required int Spans { get; init; }

    /// <summary>How far the bias of the next row is away: 0 or 1.</summary>
    public required int BiasPerRow { get; init; }

    /// <summary>How far the bias of the next column is away: 0 or 1.</summary>
    public required int BiasPerColumn { get; init; }

    /// <summary>How many products there are, right matrices side by side counted as one.</summary>
    public int Products => Matrices.Batches / Spans;

    /// <summary>All rows are a multiple of four numbers long.</summary>
    public bool IsAligned => Matrices.Terms % 4 == 0 && Matrices.Columns % 4 == 0;

    /// <summary>
    /// Finds out what can stand side by side, and makes one tall left matrix of all that meet one right matrix.
    /// </summary>
    /// <param name="matrices">All sizes.</param>
    /// <param name="biasPerRow">1 for a bias of one number per row and product, else 0.</param>
    /// <param name="biasPerColumn">1 for a bias of one number per column, else 0.</param>
    public static GpuGemmGeometry Create(in MatMulGeometry matrices, int biasPerRow, int biasPerColumn)
    {
        if (matrices.Meeting is { Rank: 1, Axis0: { LeftStride: 1, RightStride: 0 } })
        {
            MatMulGeometry tall = matrices with
            {
                Batches = 1,
                Meeting = BroadcastGeometry.Create([], []),
                Rows = matrices.Batches * matrices.Rows,
            };
            return Create(tall, biasPerRow, biasPerColumn);
        }

        BroadcastAxis outermost = matrices.Meeting.Rank switch
        {
            1 => matrices.Meeting.Axis0,
            2 => matrices.Meeting.Axis1,
            _ => BroadcastAxis.None,
        };
        bool areSpans = outermost.LeftStride == 0 && matrices.Columns % 4 == 0 && matrices.Batches > 0;
        return new GpuGemmGeometry
        {
            Matrices = matrices,
            Spans = areSpans ? outermost.Extent : 1,
            BiasPerRow = biasPerRow,
            BiasPerColumn = biasPerColumn,
        };
    }

    /// <summary>Tiles that the rows of one product are cut into; the last may stick out.</summary>
    public int RowTiles(int tile) => (Matrices.Rows + tile - 1) / tile;

    /// <summary>Tiles that the columns of one product are cut into; the last may stick out.</summary>
    public int ColumnTiles(int tile) => ((Spans * Matrices.Columns) + tile - 1) / tile;

    /// <summary>Tiles of the whole output.</summary>
    public long Tiles(int tile) => (long)Products * RowTiles(tile) * ColumnTiles(tile);
}
