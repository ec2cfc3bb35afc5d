namespace MiniConvViz.Kernels;

/// <summary>
/// The sizes of a matrix product: <c>left [...,Rows,Terms]</c>, <c>right [...,Terms,Columns]</c>,
/// <c>output [...,Rows,Columns]</c>; the leading axes of left and right are broadcast.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.matmul.html</remarks>
internal readonly struct MatMulGeometry
{
    /// <summary>How many products of two matrices there are.</summary>
    public required int Batches { get; init; }

    /// <summary>Which left matrix is multiplied with which right one, counted in matrices.</summary>
    public required BroadcastGeometry Meeting { get; init; }

    /// <summary>Rows of a left matrix and of the output.</summary>
    public required int Rows { get; init; }

    /// <summary>Columns of a left matrix, rows of a right one: the number of terms of each output's sum.</summary>
    public required int Terms { get; init; }

    /// <summary>Columns of a right matrix and of the output.</summary>
    public required int Columns { get; init; }
}
