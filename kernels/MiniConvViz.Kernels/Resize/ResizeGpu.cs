using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>Resizing on a GPU: one thread per output element, which interpolates between its neighbours.</summary>
internal static class ResizeGpu
{
    /// <summary>Resizes as <see cref="ResizeReference"/>, with accumulators in float.</summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="tableView">Indices and weights, in the layout of <see cref="ResizeGeometry"/>.</param>
    /// <param name="inputView">[Outer,D,H,W,Inner]</param>
    /// <param name="outputView">[Outer,OD,OH,OW,Inner]</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu,
        in ResizeGeometry geometry,
        ArrayView<float> tableView,
        ArrayView<float> inputView,
        ArrayView<float> outputView)
    {
        long planes = (long)geometry.Outer * geometry.OutDepth;
        gpu.Launch(
            Kernel,
            planes * geometry.OutHeight * geometry.OutWidth * geometry.Inner,
            geometry,
            tableView,
            inputView,
            outputView);
    }

    private static void Kernel(
        Index1D index, ResizeGeometry geometry, ArrayView<float> table, ArrayView<float> input, ArrayView<float> output)
    {
        int i = index % geometry.Inner;
        int pixel = index / geometry.Inner;
        int x = pixel % geometry.OutWidth;
        int row = pixel / geometry.OutWidth;
        int y = row % geometry.OutHeight;
        int plane = row / geometry.OutHeight;
        int z = plane % geometry.OutDepth;
        int o = plane / geometry.OutDepth;
        output[index] = SumOfNeighbours(geometry, table, input, o, z, y, x, i);
    }

    // Not inlined: ILGPU would move the divisions above into these loops.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float SumOfNeighbours(
        ResizeGeometry geometry,
        ArrayView<float> table,
        ArrayView<float> input,
        int o,
        int z,
        int y,
        int x,
        int i)
    {
        float sum = 0f;
        for (int tz = 0; tz < geometry.TapsZ; tz++)
        {
            int atZ = (z * geometry.TapsZ) + tz;
            int plane = (o * geometry.InDepth) + (int)table[atZ];
            float weightZ = table[atZ + (geometry.OutDepth * geometry.TapsZ)];
            for (int ty = 0; ty < geometry.TapsY; ty++)
            {
                int atY = geometry.TableY + (y * geometry.TapsY) + ty;
                int row = (plane * geometry.InHeight) + (int)table[atY];
                float weightY = weightZ * table[atY + (geometry.OutHeight * geometry.TapsY)];
                for (int tx = 0; tx < geometry.TapsX; tx++)
                {
                    int atX = geometry.TableX + (x * geometry.TapsX) + tx;
                    int pixel = (row * geometry.InWidth) + (int)table[atX];
                    float weight = weightY * table[atX + (geometry.OutWidth * geometry.TapsX)];
                    sum += weight * input[(pixel * geometry.Inner) + i];
                }
            }
        }

        return sum;
    }
}
