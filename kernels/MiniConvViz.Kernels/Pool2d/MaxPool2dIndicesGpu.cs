using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>The indices of the maxima of a max-pooling, on a GPU: one thread per output.</summary>
internal static class MaxPool2dIndicesGpu
{
    /// <summary>The indices of <see cref="MaxPool2dIndicesReference"/>.</summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="columnMajor">1 to count down the columns of an image first, 0 along its rows.</param>
    /// <param name="inputView">[N,C,H,W]</param>
    /// <param name="outputView">[N,C,OH,OW]</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu,
        in Pool2dGeometry geometry,
        int columnMajor,
        ArrayView<float> inputView,
        ArrayView<float> outputView)
    {
        long outputs = (long)geometry.Batch * geometry.Channels * geometry.OutHeight * geometry.OutWidth;
        gpu.Launch(Kernel, outputs, geometry, columnMajor, inputView, outputView);
    }

    private static void Kernel(
        Index1D index, Pool2dGeometry geometry, int columnMajor, ArrayView<float> input, ArrayView<float> output)
    {
        int x = index % geometry.OutWidth;
        int row = index / geometry.OutWidth;
        int y = row % geometry.OutHeight;
        int plane = row / geometry.OutHeight;

        int top = (y * geometry.StrideY) - geometry.PaddingY;
        int left = (x * geometry.StrideX) - geometry.PaddingX;
        int first = plane * geometry.InHeight * geometry.InWidth;
        int place = LargestUnderWindow(geometry, input, first, top, left);
        int inY = place / geometry.InWidth;
        int inX = place % geometry.InWidth;
        output[index] = first + (columnMajor != 0 ? (inX * geometry.InHeight) + inY : place);
    }

    // Not inlined: ILGPU would move the divisions above into these loops.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int LargestUnderWindow(
        Pool2dGeometry geometry, ArrayView<float> input, int first, int top, int left)
    {
        const int Nowhere = int.MaxValue;
        int place = Nowhere;
        float maximum = float.NegativeInfinity;
        for (int ky = 0; ky < geometry.KernelHeight; ky++)
        {
            int inY = top + (ky * geometry.DilationY);
            for (int kx = 0; kx < geometry.KernelWidth; kx++)
            {
                int inX = left + (kx * geometry.DilationX);
                if (inY >= 0 && inY < geometry.InHeight && inX >= 0 && inX < geometry.InWidth)
                {
                    int pixel = (inY * geometry.InWidth) + inX;
                    float value = input[first + pixel];
                    if (place == Nowhere || value > maximum || float.IsNaN(value))
                    {
                        maximum = value;
                        place = pixel;
                    }
                }
            }
        }

        return place == Nowhere ? 0 : place;
    }
}
