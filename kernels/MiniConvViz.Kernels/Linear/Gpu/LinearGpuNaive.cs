using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>The naive fully connected layer on a GPU: one thread per output, one dot product each.</summary>
internal static class LinearGpuNaive
{
    public static void Run(GpuAccelerator gpu, in LinearGeometry geometry, in LinearGpuOperands operands) =>
        gpu.Launch(
            Kernel,
            (long)geometry.Rows * geometry.OutFeatures,
            geometry,
            operands.Input,
            operands.Weight,
            operands.BiasOrEmpty,
            operands.Clamp,
            operands.Output);

    // One thread computes output[r,o]; an absent bias is a view of length 0.
    private static void Kernel(
        Index1D index,
        LinearGeometry geometry,
        ArrayView<float> input,
        ArrayView<float> weight,
        ArrayView<float> bias,
        ClampRange clamp,
        ArrayView<float> output)
    {
        int o = index % geometry.OutFeatures;
        int r = index / geometry.OutFeatures;
        int features = geometry.InFeatures;
        float sum = Dot(input, r * features, weight, o * features, features);
        output[index] = clamp.Apply(bias.Length > 0 ? sum + bias[o] : sum);
    }

    // Not inlined: ILGPU would move the divisions above into this loop.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Dot(ArrayView<float> left, int leftStart, ArrayView<float> right, int rightStart, int count)
    {
        float sum = 0f;
        int i = 0;
        int length = GpuSumParts.Length(count);
        while (i < count)
        {
            float part = 0f;
            int end = Math.Min(i + length, count);
            for (; i < end; i++)
            {
                part += left[leftStart + i] * right[rightStart + i];
            }

            sum += part;
        }

        return sum;
    }
}
