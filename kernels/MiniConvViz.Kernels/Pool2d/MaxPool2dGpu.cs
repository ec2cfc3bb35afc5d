using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// Max pooling on a GPU: one thread per output, which reads its window. A window of the whole image is reduced as a
/// row: <see cref="ReduceGpu"/>.
/// </summary>
internal static class MaxPool2dGpu
{
    /// <summary>
    /// The largest value under each window:
    /// <code>
    /// output[n,c,y,x] = max over ky, kx of
    ///     input[n, c, y*stride - padding + ky*dilation, x*stride - padding + kx*dilation]
    /// </code>
    /// Positions outside the image count as -infinity, and a NaN is larger than any value.
    /// </summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="inputView">[N,C,H,W]</param>
    /// <param name="outputView">[N,C,OH,OW]</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu, in Pool2dGeometry geometry, ArrayView<float> inputView, ArrayView<float> outputView)
    {
        if (geometry.IsGlobal)
        {
            ReduceGpu.Run(gpu, default(AmaxReduction), geometry.Planes, inputView, outputView);
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
        output[index] = MaximumUnderWindow(geometry, input, plane, top, left);
    }

    // Not inlined: ILGPU would move the divisions above into these loops.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float MaximumUnderWindow(
        Pool2dGeometry geometry, ArrayView<float> input, int plane, int top, int left)
    {
        float maximum = float.NegativeInfinity;
        for (int ky = 0; ky < geometry.KernelHeight; ky++)
        {
            int inY = top + (ky * geometry.DilationY);
            int row = ((plane * geometry.InHeight) + inY) * geometry.InWidth;
            for (int kx = 0; kx < geometry.KernelWidth; kx++)
            {
                int inX = left + (kx * geometry.DilationX);
                if (inY >= 0 && inY < geometry.InHeight && inX >= 0 && inX < geometry.InWidth)
                {
                    // No value is greater than a NaN, so a NaN stays once it is there.
                    float value = input[row + inX];
                    maximum = value > maximum || float.IsNaN(value) ? value : maximum;
                }
            }
        }

        return maximum;
    }
}
