namespace MiniConvViz.Kernels;

/// <summary>
/// The micro-kernel of the im2col GEMM, once per instruction set: the accumulators of a register tile of the output,
/// over one block of terms.
/// <code>
/// tile[r,x] = sum over k of weights[k,r] * columns[k,x]      r &lt; Rows, x &lt; Columns, k &lt; depth
/// </code>
/// </summary>
/// <remarks>
/// <c>weights [depth,Rows]</c> and <c>columns [depth,Columns]</c> are packed: both are read in order. Each form is
/// a struct used as a type argument, so that the loops around it are compiled for its sizes.
/// </remarks>
internal unsafe interface IConv2dTile
{
    /// <summary>Output channels in a tile.</summary>
    static abstract int Rows { get; }

    /// <summary>Output pixels in a tile.</summary>
    static abstract int Columns { get; }

    /// <summary>Computes one tile and stores it, row by row.</summary>
    static abstract void Multiply(int depth, float* weights, float* columns, float* tile);
}
