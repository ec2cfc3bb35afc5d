using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>The logarithm of a softmax on a GPU: <see cref="RowNormalizationGpu"/>.</summary>
internal static class LogSoftmaxGpu
{
    /// <summary>
    /// <c>output[a,c,b] = input[a,c,b] - maximum[a,b] - log(sum over k of exp(input[a,k,b] - maximum[a,b]))</c>
    /// </summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="inputView">[Outer,Length,Inner]</param>
    /// <param name="outputView">[Outer,Length,Inner]; may be the input.</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu, in AxisGeometry geometry, ArrayView<float> inputView, ArrayView<float> outputView) =>
        RowNormalizationGpu.Run(
            gpu, default(LogSoftmaxNormalization), geometry, inputView, default, default, outputView);
}
