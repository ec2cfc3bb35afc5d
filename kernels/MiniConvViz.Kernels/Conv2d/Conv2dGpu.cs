using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The convolution on a GPU. The kernel here uses no tricks: one thread per output number, each walking the filter for
/// itself. Nothing is shared and nobody waits; neighbouring threads read neighbouring pixels. Where it pays,
/// <see cref="Run"/> hands the work to the faster form in <see cref="Conv2dGpuChannels"/>.
/// </summary>
public static class Conv2dGpu
{
    /// <summary>
    /// <c>output = clamp(conv(input, weight) + bias + residual)</c>, where conv is that of
    /// <see cref="Conv2dReference"/> with its sum kept in float.
    /// </summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="inputView">[N,C,H,W]</param>
    /// <param name="weightView">[O,C/groups,KH,KW]</param>
    /// <param name="biasView">[O], or <c>default</c> for none.</param>
    /// <param name="residualView">[N,O,OH,OW], or <c>default</c> for none.</param>
    /// <param name="clamp">The ReLU or ReLU6 that follows, or <see cref="ClampRange.None"/>.</param>
    /// <param name="outputView">[N,O,OH,OW]</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu,
        in Conv2dGeometry geometry,
        ArrayView<float> inputView,
        ArrayView<float> weightView,
        ArrayView<float> biasView,
        ArrayView<float> residualView,
        ClampRange clamp,
        ArrayView<float> outputView)
    {
        if (Conv2dGpuChannels.Suits(geometry))
        {
            Conv2dGpuChannels.Run(gpu, geometry, inputView, weightView, biasView, residualView, clamp, outputView);
        }
        else
        {
            RunSimple(gpu, geometry, inputView, weightView, biasView, residualView, clamp, outputView);
        }
    }

    /// <summary>The same by the kernel below, whatever the sizes.</summary>
    internal static void RunSimple(
        GpuAccelerator gpu,
        in Conv2dGeometry geometry,
        ArrayView<float> inputView,
        ArrayView<float> weightView,
        ArrayView<float> biasView,
        ArrayView<float> residualView,
        ClampRange clamp,
        ArrayView<float> outputView) =>
        gpu.Launch(
            Kernel,
            (long)geometry.Batch * geometry.OutChannels * geometry.OutHeight * geometry.OutWidth,
            geometry,
            inputView,
            weightView,
            GpuAccelerator.OrEmpty(biasView, weightView),
            GpuAccelerator.OrEmpty(residualView, weightView),
            clamp,
            outputView);

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

    // Stays a function of its own on the device: inlined, ILGPU would move the divisions above into these loops.
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
