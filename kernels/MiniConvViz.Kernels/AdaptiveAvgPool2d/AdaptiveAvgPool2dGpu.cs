using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>Average pooling to a given size on a GPU: one thread per output, each averaging its own window.</summary>
public static class AdaptiveAvgPool2dGpu
{
    /// <summary>
    /// <code>
    /// output[n,c,y,x] = mean of input[n, c, floor(y*H/OH) .. ceil((y+1)*H/OH), floor(x*W/OW) .. ceil((x+1)*W/OW)]
    /// </code>
    /// </summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="inputView">[N,C,H,W]</param>
    /// <param name="outputView">[N,C,OH,OW]</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu, in AdaptivePool2dGeometry geometry, ArrayView<float> inputView, ArrayView<float> outputView)
    {
        long outputs = (long)geometry.Batch * geometry.Channels * geometry.OutHeight * geometry.OutWidth;
        gpu.Launch(Kernel, outputs, geometry, inputView, outputView);
    }

    private static void Kernel(
        Index1D index, AdaptivePool2dGeometry geometry, ArrayView<float> input, ArrayView<float> output)
    {
        int x = index % geometry.OutWidth;
        int row = index / geometry.OutWidth;
        int y = row % geometry.OutHeight;
        int plane = row / geometry.OutHeight;

        int top = geometry.FirstRow(y);
        int left = geometry.FirstColumn(x);
        int rows = geometry.EndRow(y) - top;
        int columns = geometry.EndColumn(x) - left;
        int first = (((plane * geometry.InHeight) + top) * geometry.InWidth) + left;
        output[index] = Sum(input, first, rows, columns, geometry.InWidth) / (rows * columns);
    }

    // Stays a function of its own on the device: inlined, ILGPU would move the divisions above into these loops.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Sum(ArrayView<float> input, int first, int rows, int columns, int pitch)
    {
        float sum = 0f;
        for (int y = 0; y < rows; y++)
        {
            // A row by itself: the sum of ten thousand numbers then rounds like two sums of a hundred.
            float row = 0f;
            for (int x = 0; x < columns; x++)
            {
                row += input[first + (y * pitch) + x];
            }

            sum += row;
        }

        return sum;
    }
}
