using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// How a product's kernel reads and writes four neighbouring numbers of a row. It is compiled once with each, so that
/// its inner loop asks nothing: a branch there would stop numbers on their way from memory from passing behind sums.
/// </summary>
internal interface IGpuQuads
{
    /// <summary>Four numbers; elements past the end of the view are unspecified.</summary>
    Float4 Read(ArrayView<float> numbers, int at);

    /// <summary>The first so many of them, and zeros; all for a count above 4, none for one below 1.</summary>
    Float4 Keep(Float4 four, int count);

    /// <summary>Writes the first so many of them.</summary>
    void Write(ArrayView<float> numbers, int at, Float4 four, int count);
}
