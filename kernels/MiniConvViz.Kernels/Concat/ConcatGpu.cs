using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// Concatenating feature maps along the channels on a GPU: one thread per element, which it copies.
/// </summary>
internal static class ConcatGpu
{
    /// <summary>
    /// Copies one of the inputs; called once per input.
    /// <c>output[row*outputInner + outputOffset + i] = input[row*inner + i]</c>
    /// </summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="outer">The rows: the batch size N.</param>
    /// <param name="inner">Values per row of the input: C*H*W.</param>
    /// <param name="inputView">[outer,inner]</param>
    /// <param name="outputInner">Values per row of the output: all inputs' <paramref name="inner"/> together.</param>
    /// <param name="outputOffset">Where this input's values begin in a row.</param>
    /// <param name="outputView">[outer,outputInner]; the rest is unchanged.</param>
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
        int i = index % inner;
        output[(row * outputInner) + outputOffset + i] = input[index];
    }
}
