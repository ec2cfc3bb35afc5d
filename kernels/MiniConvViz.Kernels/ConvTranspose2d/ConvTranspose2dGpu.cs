using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The transposed convolution on a GPU: one thread per output element. It gathers: each thread adds the inputs that
/// contribute to its output, so no two threads write to the same address.
/// </summary>
internal static class ConvTranspose2dGpu
{
    /// <summary>
    /// Computes the transposed convolution of <see cref="ConvTranspose2dReference"/>, with a float accumulator for
    /// each tap.
    /// </summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="inputView">[N,C,H,W]</param>
    /// <param name="weightView">[C,O/groups,KH,KW]</param>
    /// <param name="biasView">[O], or <c>default</c> for none.</param>
    /// <param name="outputView">[N,O,OH,OW]</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu,
        in ConvTranspose2dGeometry geometry,
        ArrayView<float> inputView,
        ArrayView<float> weightView,
        ArrayView<float> biasView,
        ArrayView<float> outputView) =>
        gpu.Launch(
            Kernel,
            (long)geometry.Batch * geometry.OutChannels * geometry.OutHeight * geometry.OutWidth,
            geometry,
            inputView,
            weightView,
            GpuAccelerator.OrEmpty(biasView, weightView),
            outputView);

    // One thread computes output[n,o,y,x]; an absent bias is a view of length 0.
    private static void Kernel(
        Index1D index,
        ConvTranspose2dGeometry geometry,
        ArrayView<float> input,
        ArrayView<float> weight,
        ArrayView<float> bias,
        ArrayView<float> output)
    {
        int x = index % geometry.OutWidth;
        int row = index / geometry.OutWidth;
        int y = row % geometry.OutHeight;
        int map = row / geometry.OutHeight;
        int o = map % geometry.OutChannels;
        int n = map / geometry.OutChannels;

        int firstChannel = o / geometry.GroupOutChannels * geometry.GroupInChannels;
        int firstInput = ((n * geometry.InChannels) + firstChannel) * geometry.InHeight * geometry.InWidth;
        int filter = (firstChannel * geometry.GroupOutChannels) + (o % geometry.GroupOutChannels);
        float sum = SumOfStamps(
            geometry, input, weight, firstInput, filter * geometry.Taps, y + geometry.PaddingY, x + geometry.PaddingX);
        output[index] = bias.Length > 0 ? sum + bias[o] : sum;
    }

    // Not inlined: ILGPU would move the divisions above into these loops.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float SumOfStamps(
        ConvTranspose2dGeometry geometry,
        ArrayView<float> input,
        ArrayView<float> weight,
        int firstInput,
        int firstTap,
        int paddedY,
        int paddedX)
    {
        float sum = 0f;
        for (int ky = 0; ky < geometry.KernelHeight; ky++)
        {
            int strideRows = paddedY - (ky * geometry.DilationY);
            int inY = strideRows / geometry.StrideY;
            for (int kx = 0; kx < geometry.KernelWidth; kx++)
            {
                int strideColumns = paddedX - (kx * geometry.DilationX);
                int inX = strideColumns / geometry.StrideX;
                bool isRow = strideRows >= 0 && inY < geometry.InHeight && inY * geometry.StrideY == strideRows;
                bool isColumn = strideColumns >= 0 && inX < geometry.InWidth && inX * geometry.StrideX == strideColumns;
                if (isRow && isColumn)
                {
                    int pixel = firstInput + (inY * geometry.InWidth) + inX;
                    int tap = firstTap + (ky * geometry.KernelWidth) + kx;
                    float tapSum = 0f;
                    for (int c = 0; c < geometry.GroupInChannels; c++)
                    {
                        tapSum += input[pixel] * weight[tap];
                        pixel += geometry.InHeight * geometry.InWidth;
                        tap += geometry.GroupOutChannels * geometry.Taps;
                    }

                    sum += tapSum;
                }
            }
        }

        return sum;
    }
}
