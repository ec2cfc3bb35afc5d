namespace MiniConvViz.Kernels;

/// <summary>
/// The sizes of a GEMM with its epilogue, as an argument of GPU kernels. Three layers are GEMMs:
/// <code>
///               left [Rows,Terms]       right [Terms,Columns]                bias
/// MatMul        any                     any                                  none
/// Linear        input [rows,in]         weight, transposed: [in,out]         one per column
/// Conv2d 1x1    weight [O,C]            input [N,C,H*W], a matrix an image   one per row
/// </code>
/// Holds only ints.
/// </summary>
internal readonly struct GpuGemmGeometry
{
    /// <summary>The sizes, and which left matrix is multiplied with which right one.</summary>
    public required MatMulGeometry Matrices { get; init; }

    /// <summary>
    /// How many right matrices with the same left one are treated as one wide matrix: a tile of the output may begin
    /// in one and end in another, such as a tile of pixels in a batch of images. Above 1 only if Columns is a
    /// multiple of 4.
    /// </summary>
    public required int Spans { get; init; }

    /// <summary>Stride of the bias from one row to the next: 0 or 1.</summary>
    public required int BiasPerRow { get; init; }

    /// <summary>Stride of the bias from one column to the next: 0 or 1.</summary>
    public required int BiasPerColumn { get; init; }

    /// <summary>The number of products; right matrices that are treated as one wide matrix count as one.</summary>
    public int Products => Matrices.Batches / Spans;

    /// <summary>Whether the length of all rows is a multiple of four.</summary>
    public bool IsAligned => Matrices.Terms % 4 == 0 && Matrices.Columns % 4 == 0;

    /// <summary>
    /// Joins right matrices with the same left one to a wide matrix, and left matrices with the same right one to a
    /// tall matrix, where possible.
    /// </summary>
    /// <param name="matrices">All sizes.</param>
    /// <param name="biasPerRow">1 for a bias of one value per row and product, else 0.</param>
    /// <param name="biasPerColumn">1 for a bias of one value per column, else 0.</param>
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

    /// <summary>Tiles that the rows of one product are cut into; the last may extend past it.</summary>
    public int RowTiles(int tile) => (Matrices.Rows + tile - 1) / tile;

    /// <summary>Tiles that the columns of one product are cut into; the last may extend past it.</summary>
    public int ColumnTiles(int tile) => ((Spans * Matrices.Columns) + tile - 1) / tile;

    /// <summary>Tiles of the whole output.</summary>
    public long Tiles(int tile) => (long)Products * RowTiles(tile) * ColumnTiles(tile);
}
