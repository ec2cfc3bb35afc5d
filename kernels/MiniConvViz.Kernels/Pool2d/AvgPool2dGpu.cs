using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// Average pooling on a GPU: one thread per output, which averages its window. A window of the whole image is reduced
/// as a row: <see cref="ReduceGpu"/>.
/// </summary>
internal static class AvgPool2dGpu
{
    /// <summary>
    /// The average of the values under each window:
    /// <code>
    /// output[n,c,y,x] = sum over ky, kx of input[n, c, y*stride - padding + ky, x*stride - padding + kx]
    ///                   / divisor(y, x)
    /// </code>
    /// Positions outside the image count as zero; <see cref="Pool2dGeometry.Divisor"/> contains whether they are
    /// counted.
    /// </summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="inputView">[N,C,H,W]</param>
    /// <param name="outputView">[N,C,OH,OW]</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu, in Pool2dGeometry geometry, ArrayView<float> inputView, ArrayView<float> outputView)
    {
        if (geometry.IsGlobal && geometry.DivisorOverride == 0)
        {
            ReduceGpu.Run(gpu, default(MeanReduction), geometry.Planes, inputView, outputView);
            return;
        }

        long outputs = (long)geometry.Batch * geometry.Channels * geometry.OutHeight * geometry.OutWidth;
        gpu.Launch(Kernel, outputs, geometry, inputView, outputView);
    }

    private static void Kernel(
        Index1D index, Pool2dGeometry geometry, ArrayView<float> input, ArrayView<float> output)
    {
        int x = index % geometry.OutWidth;
        int row = index / geometry.OutWidth;
        int y = row % geometry.OutHeight;
        int plane = row / geometry.OutHeight;

        int top = (y * geometry.StrideY) - geometry.PaddingY;
        int left = (x * geometry.StrideX) - geometry.PaddingX;
        output[index] = SumUnderWindow(geometry, input, plane, top, left) / geometry.Divisor(y, x);
    }

    // Not inlined: ILGPU would move the divisions above into these loops.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float SumUnderWindow(Pool2dGeometry geometry, ArrayView<float> input, int plane, int top, int left)
    {
        float sum = 0f;
        for (int inY = top; inY < top + geometry.KernelHeight; inY++)
        {
            int row = ((plane * geometry.InHeight) + inY) * geometry.InWidth;
            for (int inX = left; inX < left + geometry.KernelWidth; inX++)
            {
                if (inY >= 0 && inY < geometry.InHeight && inX >= 0 && inX < geometry.InWidth)
                {
                    sum += input[row + inX];
                }
            }
        }

        return sum;
    }
}
