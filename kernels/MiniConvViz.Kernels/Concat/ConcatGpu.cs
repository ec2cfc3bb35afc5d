using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>One input of a concatenation put in its place on a GPU: one thread per number.</summary>
public static class ConcatGpu
{
    /// <summary>
    /// <c>output[row*outputInner + outputOffset + column] = input[row*inner + column]</c>; called once per input.
    /// </summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="outer">Rows: the product of the axes before the concatenated one.</param>
    /// <param name="inner">Numbers in one row of the input: its extent on the axis times those after it.</param>
    /// <param name="inputView">[outer, inner]</param>
    /// <param name="outputInner">Numbers in one row of the output.</param>
    /// <param name="outputOffset">Where in the output's row this input begins.</param>
    /// <param name="outputView">[outer, outputInner]</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu,
        int outer,
        int inner,
        ArrayView<float> inputView,
        int outputInner,
        int outputOffset,
        ArrayView<float> outputView) =>
        gpu.Launch(Kernel, (long)outer * inner, inner, inputView, outputInner, outputOffset, outputView);

    private static void Kernel(
        Index1D index,
        int inner,
        ArrayView<float> input,
        int outputInner,
        int outputOffset,
        ArrayView<float> output)
    {
        int row = index / inner;
        int column = index % inner;
        output[(row * outputInner) + outputOffset + column] = input[index];
    }
}
