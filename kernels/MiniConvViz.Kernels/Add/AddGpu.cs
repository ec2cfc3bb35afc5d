using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>The sum of two equal shapes on a GPU: one thread per number.</summary>
public static class AddGpu
{
    /// <summary><c>output[i] = left[i] + right[i]</c></summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="leftView">Any shape.</param>
    /// <param name="rightView">The same shape.</param>
    /// <param name="outputView">The same shape; may be either input.</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu, ArrayView<float> leftView, ArrayView<float> rightView, ArrayView<float> outputView) =>
        gpu.Launch(Kernel, outputView.Length, leftView, rightView, outputView);

    private static void Kernel(
        Index1D index, ArrayView<float> left, ArrayView<float> right, ArrayView<float> output) =>
        output[index] = left[index] + right[index];
}
