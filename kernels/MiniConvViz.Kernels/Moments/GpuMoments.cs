using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The mean and the variance of numbers that lie a stride apart, as one GPU thread computes them. A hundred numbers are
/// summed by themselves before they join the rest, so that a long sum in float keeps its digits.
/// </summary>
internal static class GpuMoments
{
    private const int BlockLength = 128;

    /// <summary><c>(sum of numbers) / count</c></summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float Mean(ArrayView<float> input, int first, int count, int stride)
    {
        float sum = 0f;
        for (int start = 0; start < count; start += BlockLength)
        {
            int end = start + BlockLength < count ? start + BlockLength : count;
            float block = 0f;
            for (int i = start; i < end; i++)
            {
                block += input[first + (i * stride)];
            }

            sum += block;
        }

        return sum / count;
    }

    /// <summary><c>(sum of (number - mean)^2) / count</c></summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float Variance(ArrayView<float> input, int first, int count, int stride, float mean)
    {
        float sum = 0f;
        for (int start = 0; start < count; start += BlockLength)
        {
            int end = start + BlockLength < count ? start + BlockLength : count;
            float block = 0f;
            for (int i = start; i < end; i++)
            {
                float difference = input[first + (i * stride)] - mean;
                block += difference * difference;
            }

            sum += block;
        }

        return sum / count;
    }
}
