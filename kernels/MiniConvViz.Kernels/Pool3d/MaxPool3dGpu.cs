using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>Max-pooling of volumes on a GPU: one thread per output value, which reads its window.</summary>
internal static class MaxPool3dGpu
{
    /// <summary>The largest value under each window, as <see cref="MaxPool3dReference"/>.</summary>
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

        output[index] = MaximumUnderWindow(
            geometry,
            input,
            map * depth.InHeight,
            (z * depth.StrideY) - depth.PaddingY,
            (y * slices.StrideY) - slices.PaddingY,
            (x * slices.StrideX) - slices.PaddingX);
    }

    // Not inlined: ILGPU would move the divisions above into these loops.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float MaximumUnderWindow(
        Pool3dGeometry geometry, ArrayView<float> input, int firstSlice, int front, int top, int left)
    {
        Pool2dGeometry slices = geometry.Slices;
        Pool2dGeometry depth = geometry.Depth;
        float maximum = float.NegativeInfinity;
        for (int kz = 0; kz < depth.KernelHeight; kz++)
        {
            int inZ = front + (kz * depth.DilationY);
            for (int ky = 0; ky < slices.KernelHeight; ky++)
            {
                int inY = top + (ky * slices.DilationY);
                int row = (((firstSlice + inZ) * slices.InHeight) + inY) * slices.InWidth;
                for (int kx = 0; kx < slices.KernelWidth; kx++)
                {
                    int inX = left + (kx * slices.DilationX);
                    bool isInside = inZ >= 0 && inZ < depth.InHeight
                        && inY >= 0 && inY < slices.InHeight && inX >= 0 && inX < slices.InWidth;
                    if (isInside)
                    {
                        // No value is greater than a NaN, so a NaN stays once it is there.
                        float value = input[row + inX];
                        maximum = value > maximum || float.IsNaN(value) ? value : maximum;
                    }
                }
            }
        }

        return maximum;
    }
}
