namespace MiniConvViz.Kernels;

/// <summary>
/// The innermost step of the conversions between plain and blocked layout, once per instruction set: a square matrix
/// is transposed in registers.
/// <code>
/// to[i * toStride + j] = from[j * fromStride + i]      i, j &lt; Size
/// </code>
/// </summary>
/// <remarks>
/// Each form is a struct used as a type argument, so that the loops around it are compiled for its size.
/// </remarks>
internal unsafe interface ITransposition
{
    /// <summary>Rows and columns of the square; divides <see cref="ChannelBlocks.Lanes"/>.</summary>
    static abstract int Size { get; }

    /// <summary>Transposes one square.</summary>
    static abstract void Run(float* from, nint fromStride, float* to, nint toStride);
}
