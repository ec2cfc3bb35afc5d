using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>Average pooling of volumes on a GPU: one thread per output value, which averages its window.</summary>
internal static class AvgPool3dGpu
{
    /// <summary>The average of the values under each window, as <see cref="AvgPool3dReference"/>, in float.</summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="inputView">[N,C,D,H,W]</param>
    /// <param name="outputView">[N,C,OD,OH,OW]</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu, in Pool3dGeometry geometry, ArrayView<float> inputView, ArrayView<float> outputView)
    {
        Pool2dGeometry depth = geometry.Depth;
        long outputs = (long)depth.Batch * depth.Channels * depth.OutHeight * depth.OutWidth;
        gpu.Launch(Kernel, outputs, geometry, inputView, outputView);
    }

    private static void Kernel(
        Index1D index, Pool3dGeometry geometry, ArrayView<float> input, ArrayView<float> output)
    {
        Pool2dGeometry slices = geometry.Slices;
        Pool2dGeometry depth = geometry.Depth;
        int x = index % slices.OutWidth;
        int row = index / slices.OutWidth;
        int y = row % slices.OutHeight;
        int plane = row / slices.OutHeight;
        int z = plane % depth.OutHeight;
        int map = plane / depth.OutHeight;

        float sum = SumUnderWindow(
            geometry,
            input,
            map * depth.InHeight,
            (z * depth.StrideY) - depth.PaddingY,
            (y * slices.StrideY) - slices.PaddingY,
            (x * slices.StrideX) - slices.PaddingX);
        output[index] = sum / geometry.Divisor(z, y, x);
    }

    // Not inlined: ILGPU would move the divisions above into these loops.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float SumUnderWindow(
        Pool3dGeometry geometry, ArrayView<float> input, int firstSlice, int front, int top, int left)
    {
        Pool2dGeometry slices = geometry.Slices;
        Pool2dGeometry depth = geometry.Depth;
        float sum = 0f;
        for (int inZ = front; inZ < front + depth.KernelHeight; inZ++)
        {
            for (int inY = top; inY < top + slices.KernelHeight; inY++)
            {
                int row = (((firstSlice + inZ) * slices.InHeight) + inY) * slices.InWidth;
                for (int inX = left; inX < left + slices.KernelWidth; inX++)
                {
                    bool isInside = inZ >= 0 && inZ < depth.InHeight
                        && inY >= 0 && inY < slices.InHeight && inX >= 0 && inX < slices.InWidth;
                    if (isInside)
                    {
                        sum += input[row + inX];
                    }
                }
            }
        }

        return sum;
    }
}
