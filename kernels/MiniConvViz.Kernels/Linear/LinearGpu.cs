using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>The fully connected layer on a GPU with no tricks: one thread per output, one dot product each.</summary>
public static class LinearGpu
{
    /// <summary><c>output[r,o] = bias[o] + sum over i of input[r,i] * weight[o,i]</c></summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="inputView">[Rows,InFeatures]</param>
    /// <param name="weightView">[OutFeatures,InFeatures]</param>
    /// <param name="biasView">[OutFeatures], or <c>default</c> for none.</param>
    /// <param name="outputView">[Rows,OutFeatures]</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu,
        in LinearGeometry geometry,
        ArrayView<float> inputView,
        ArrayView<float> weightView,
        ArrayView<float> biasView,
        ArrayView<float> outputView) =>
        gpu.Launch(
            Kernel,
            (long)geometry.Rows * geometry.OutFeatures,
            geometry,
            inputView,
            weightView,
            GpuAccelerator.OrEmpty(biasView, weightView),
            outputView);

    // One thread computes output[r,o]; an absent bias is a view of length 0.
    private static void Kernel(
        Index1D index,
        LinearGeometry geometry,
        ArrayView<float> input,
        ArrayView<float> weight,
        ArrayView<float> bias,
        ArrayView<float> output)
    {
        int o = index % geometry.OutFeatures;
        int r = index / geometry.OutFeatures;
        int features = geometry.InFeatures;
        float sum = Dot(input, r * features, weight, o * features, features);
        output[index] = bias.Length > 0 ? sum + bias[o] : sum;
    }

    // Stays a function of its own on the device: inlined, ILGPU would move the divisions above into this loop.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Dot(ArrayView<float> left, int leftStart, ArrayView<float> right, int rightStart, int count)
    {
        float sum = 0f;
        for (int i = 0; i < count; i++)
        {
            sum += left[leftStart + i] * right[rightStart + i];
        }

        return sum;
    }
}
