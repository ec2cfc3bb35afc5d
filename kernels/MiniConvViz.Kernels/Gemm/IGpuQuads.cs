using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// How a GEMM kernel loads and stores four adjacent values of a row. The kernel is compiled once with each
/// implementation, so that its inner loop has no branch: a branch would keep the compiler from moving loads across
/// the multiply-adds.
/// </summary>
internal interface IGpuQuads
{
    /// <summary>Loads four values; those past the end of the view are unspecified.</summary>
    Float4 Read(ArrayView<float> values, int at);

    /// <summary>
    /// The first <paramref name="count"/> values, and zeros for the others; all for a count above 4, none for one
    /// below 1.
    /// </summary>
    Float4 Keep(Float4 four, int count);

    /// <summary>Stores the first <paramref name="count"/> values.</summary>
    void Write(ArrayView<float> values, int at, Float4 four, int count);
}
