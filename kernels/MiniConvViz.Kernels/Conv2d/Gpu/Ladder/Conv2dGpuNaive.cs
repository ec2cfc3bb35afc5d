using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The first rung: one thread per output. Each thread loops over its own window and the filter; there is neither
/// shared memory nor a barrier. Adjacent threads read adjacent pixels, so the access is coalesced.
/// <para>What it leaves: two loads per multiply-add, an arithmetic intensity so low that only the caches keep it from
/// being limited by the bandwidth of memory.</para>
/// </summary>
internal static class Conv2dGpuNaive
{
    public static void Run(GpuAccelerator gpu, in Conv2dGeometry geometry, in Conv2dGpuOperands operands) =>
        gpu.Launch(
            Kernel,
            (long)geometry.Batch * geometry.OutChannels * geometry.OutHeight * geometry.OutWidth,
            geometry,
            operands.Input,
            operands.Weight,
            operands.BiasOrEmpty,
            operands.ResidualOrEmpty,
            operands.Clamp,
            operands.Output);

    // One thread computes output[n,o,y,x]; an absent bias or residual is a view of length 0.
    private static void Kernel(
        Index1D index,
        Conv2dGeometry geometry,
        ArrayView<float> input,
        ArrayView<float> weight,
        ArrayView<float> bias,
        ArrayView<float> residual,
        ClampRange clamp,
        ArrayView<float> output)
    {
        int x = index % geometry.OutWidth;
        int row = index / geometry.OutWidth;
        int y = row % geometry.OutHeight;
        int map = row / geometry.OutHeight;
        int o = map % geometry.OutChannels;
        int n = map / geometry.OutChannels;

        int channels = geometry.GroupInChannels;
        int firstChannel = (n * geometry.InChannels) + (o / geometry.GroupOutChannels * channels);
        int firstTap = o * channels * geometry.KernelHeight * geometry.KernelWidth;
        int top = (y * geometry.StrideY) - geometry.PaddingY;
        int left = (x * geometry.StrideX) - geometry.PaddingX;
        float sum = SumUnderFilter(geometry, input, weight, channels, firstChannel, firstTap, top, left);
        if (bias.Length > 0)
        {
            sum += bias[o];
        }

        if (residual.Length > 0)
        {
            sum += residual[index];
        }

        output[index] = clamp.Apply(sum);
    }

    // Not inlined: ILGPU would move the divisions above into these loops.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float SumUnderFilter(
        Conv2dGeometry geometry,
        ArrayView<float> input,
        ArrayView<float> weight,
        int channels,
        int firstChannel,
        int firstTap,
        int top,
        int left)
    {
        float sum = 0f;
        int tap = firstTap;
        for (int c = firstChannel; c < firstChannel + channels; c++)
        {
            for (int ky = 0; ky < geometry.KernelHeight; ky++)
            {
                int inY = top + (ky * geometry.DilationY);
                int row = ((c * geometry.InHeight) + inY) * geometry.InWidth;
                for (int kx = 0; kx < geometry.KernelWidth; kx++, tap++)
                {
                    // Outside the image is zero. Tested before indexing: a negative index is far out of the view.
                    int inX = left + (kx * geometry.DilationX);
                    if (inY >= 0 && inY < geometry.InHeight && inX >= 0 && inX < geometry.InWidth)
                    {
                        sum += input[row + inX] * weight[tap];
                    }
                }
            }
        }

        return sum;
    }
}
