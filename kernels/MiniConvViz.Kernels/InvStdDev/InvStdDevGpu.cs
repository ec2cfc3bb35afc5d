using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>The inverse standard deviation of rows on a GPU: one thread per row.</summary>
public static class InvStdDevGpu
{
    /// <summary><c>output[a] = 1 / sqrt(variance of input[a,:] + eps)</c></summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="length">Numbers in a row.</param>
    /// <param name="inputView">[rows,length]</param>
    /// <param name="eps">Keeps the square root away from zero.</param>
    /// <param name="outputView">[rows]</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu, int length, ArrayView<float> inputView, float eps, ArrayView<float> outputView) =>
        gpu.Launch(Kernel, outputView.Length, length, inputView, eps, outputView);

    private static void Kernel(
        Index1D index, int length, ArrayView<float> input, float eps, ArrayView<float> output)
    {
        float mean = GpuMoments.Mean(input, index * length, length, 1);
        output[index] = 1f / MathF.Sqrt(GpuMoments.Variance(input, index * length, length, 1, mean) + eps);
    }
}
