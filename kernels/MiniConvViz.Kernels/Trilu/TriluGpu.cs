using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>The upper or lower triangle of matrices on a GPU: one thread per element.</summary>
internal static class TriluGpu
{
    /// <summary><c>output[y,x] = first(y) &lt;= x &lt; end(y) ? input[y,x] : 0</c></summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="inputView">[..., Rows, Columns]</param>
    /// <param name="outputView">[..., Rows, Columns]</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu, in TriluGeometry geometry, ArrayView<float> inputView, ArrayView<float> outputView) =>
        gpu.Launch(Kernel, outputView.Length, geometry, inputView, outputView);

    private static void Kernel(
        Index1D index, TriluGeometry geometry, ArrayView<float> input, ArrayView<float> output)
    {
        int row = index / geometry.Columns;
        int column = index % geometry.Columns;
        float value = 0f;
        if (column >= geometry.First(row) && column < geometry.End(row))
        {
            value = input[index];
        }

        output[index] = value;
    }
}
