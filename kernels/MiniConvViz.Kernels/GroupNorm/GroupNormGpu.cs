using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// A group normalisation on a GPU: one thread per group of each image, which walks through its numbers three times, for
/// the mean, the variance and the results.
/// </summary>
public static class GroupNormGpu
{
    /// <summary>
    /// <c>output[n,c,p] = (input[n,c,p] - mean[n,g]) / sqrt(variance[n,g] + eps) * weight[c] + bias[c]</c>
    /// </summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="inputView">[N,C,Plane]</param>
    /// <param name="weightView">[C]</param>
    /// <param name="biasView">[C]</param>
    /// <param name="eps">Keeps the square root away from zero.</param>
    /// <param name="outputView">[N,C,Plane]; may be the input.</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu,
        in GroupNormGeometry geometry,
        ArrayView<float> inputView,
        ArrayView<float> weightView,
        ArrayView<float> biasView,
        float eps,
        ArrayView<float> outputView) =>
        gpu.Launch(Kernel, geometry.Rows, geometry, inputView, weightView, biasView, eps, outputView);

    private static void Kernel(
        Index1D index,
        GroupNormGeometry geometry,
        ArrayView<float> input,
        ArrayView<float> weight,
        ArrayView<float> bias,
        float eps,
        ArrayView<float> output)
    {
        int first = index * geometry.Length;
        float mean = GpuMoments.Mean(input, first, geometry.Length, 1);
        float variance = GpuMoments.Variance(input, first, geometry.Length, 1, mean);
        Normalize(geometry, input, weight, bias, output, index, mean, MathF.Sqrt(variance + eps));
    }

    // Stays a function of its own on the device: inlined, ILGPU would move the divisions above into this loop.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Normalize(
        GroupNormGeometry geometry,
        ArrayView<float> input,
        ArrayView<float> weight,
        ArrayView<float> bias,
        ArrayView<float> output,
        int row,
        float mean,
        float deviation)
    {
        int at = row * geometry.Length;
        int firstChannel = geometry.FirstChannel(row);
        for (int c = firstChannel; c < firstChannel + geometry.GroupChannels; c++)
        {
            for (int p = 0; p < geometry.Plane; p++, at++)
            {
                output[at] = ((input[at] - mean) / deviation * weight[c]) + bias[c];
            }
        }
    }
}
