using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// A layer normalisation on a GPU: one thread per position, which walks through its numbers three times, for the mean,
/// the variance and the results.
/// </summary>
public static class LayerNormGpu
{
    /// <summary>
    /// <c>output[a,c,b] = (input[a,c,b] - mean[a,b]) / sqrt(variance[a,b] + eps) * weight[c] + bias[c]</c>
    /// </summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="inputView">[Outer,Length,Inner]</param>
    /// <param name="weightView">[Length]</param>
    /// <param name="biasView">[Length]</param>
    /// <param name="eps">Keeps the square root away from zero.</param>
    /// <param name="outputView">[Outer,Length,Inner]; may be the input.</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu,
        in AxisGeometry geometry,
        ArrayView<float> inputView,
        ArrayView<float> weightView,
        ArrayView<float> biasView,
        float eps,
        ArrayView<float> outputView) =>
        gpu.Launch(
            Kernel,
            geometry.Positions,
            geometry,
            inputView,
            weightView,
            biasView,
            eps,
            outputView);

    private static void Kernel(
        Index1D index,
        AxisGeometry geometry,
        ArrayView<float> input,
        ArrayView<float> weight,
        ArrayView<float> bias,
        float eps,
        ArrayView<float> output)
    {
        int first = geometry.First(index);
        float mean = GpuMoments.Mean(input, first, geometry.Length, geometry.Inner);
        float variance = GpuMoments.Variance(input, first, geometry.Length, geometry.Inner, mean);
        float deviation = MathF.Sqrt(variance + eps);
        Normalize(geometry, input, weight, bias, output, first, mean, deviation);
    }

    // Stays a function of its own on the device: inlined, ILGPU would move the divisions above into this loop.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Normalize(
        AxisGeometry geometry,
        ArrayView<float> input,
        ArrayView<float> weight,
        ArrayView<float> bias,
        ArrayView<float> output,
        int first,
        float mean,
        float deviation)
    {
        for (int c = 0; c < geometry.Length; c++)
        {
            int at = first + (c * geometry.Inner);
            output[at] = ((input[at] - mean) / deviation * weight[c]) + bias[c];
        }
    }
}
