using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The product of two feature maps, or of maps and one factor per channel, on a GPU: one thread per number.
/// </summary>
public static class MulGpu
{
    /// <summary><c>output[i] = left[i] * right[i / repeat]</c></summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="leftView">Any shape.</param>
    /// <param name="rightView">The same shape for repeat 1; [N,C,1,1] under a left of [N,C,H,W] for repeat H*W.</param>
    /// <param name="repeat">How many neighbours on the left share one number on the right, at least 1.</param>
    /// <param name="outputView">The shape of <paramref name="leftView"/>; may be it.</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu,
        ArrayView<float> leftView,
        ArrayView<float> rightView,
        int repeat,
        ArrayView<float> outputView) =>
        gpu.Launch(Kernel, outputView.Length, leftView, rightView, repeat, outputView);

    private static void Kernel(
        Index1D index, ArrayView<float> left, ArrayView<float> right, int repeat, ArrayView<float> output) =>
        output[index] = left[index] * right[index / repeat];
}
