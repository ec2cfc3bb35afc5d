using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>Sampling an image at the positions of a grid on a GPU: one thread per output element.</summary>
internal static class GridSampleGpu
{
    /// <summary>As <see cref="GridSampleReference"/>.</summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="inputView">[N,C,H,W]</param>
    /// <param name="gridView">[N,Positions,2], x before y.</param>
    /// <param name="outputView">[N,C,Positions]</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu,
        in GridSampleGeometry geometry,
        ArrayView<float> inputView,
        ArrayView<float> gridView,
        ArrayView<float> outputView) =>
        gpu.Launch(Kernel, outputView.Length, geometry, inputView, gridView, outputView);

    private static void Kernel(
        Index1D index,
        GridSampleGeometry geometry,
        ArrayView<float> input,
        ArrayView<float> grid,
        ArrayView<float> output)
    {
        int image = index / geometry.Positions;
        int p = index % geometry.Positions;
        int at = 2 * ((image / geometry.Channels * geometry.Positions) + p);
        float x = geometry.Position(grid[at], geometry.Width);
        float y = geometry.Position(grid[at + 1], geometry.Height);
        output[index] = float.IsNaN(x) || float.IsNaN(y)
            ? float.NaN
            : Sum(geometry, input, image * geometry.Height * geometry.Width, x, y);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Sum(GridSampleGeometry geometry, ArrayView<float> input, int plane, float x, float y)
    {
        float firstX = geometry.First(x);
        float firstY = geometry.First(y);
        float sum = 0f;
        for (int k = 0; k < geometry.Taps * geometry.Taps; k++)
        {
            int ky = k / geometry.Taps;
            int kx = k % geometry.Taps;
            int pixelY = geometry.Pixel(firstY, ky, geometry.Height);
            int pixelX = geometry.Pixel(firstX, kx, geometry.Width);
            if (pixelY != GridSampleGeometry.None && pixelX != GridSampleGeometry.None)
            {
                float value = input[plane + (pixelY * geometry.Width) + pixelX];
                sum += geometry.Weight(y, ky) * geometry.Weight(x, kx) * value;
            }
        }

        return sum;
    }
}
