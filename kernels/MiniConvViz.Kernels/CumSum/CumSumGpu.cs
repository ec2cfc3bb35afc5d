using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>Running sums on a GPU: one thread follows one position along the axis.</summary>
internal static class CumSumGpu
{
    /// <summary><c>output[a,i,b] = sum over j &lt;= i of input[a,j,b]</c>, as <see cref="CumSumReference"/>.</summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="inputView">[Outer,Length,Inner]</param>
    /// <param name="outputView">[Outer,Length,Inner]</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu, in CumSumGeometry geometry, ArrayView<float> inputView, ArrayView<float> outputView) =>
        gpu.Launch(Kernel, geometry.Axis.Positions, geometry, inputView, outputView);

    private static void Kernel(
        Index1D index, CumSumGeometry geometry, ArrayView<float> input, ArrayView<float> output)
    {
        int at = geometry.Start(index);
        float sum = 0f;
        for (int i = 0; i < geometry.Axis.Length; i++)
        {
            float next = sum + input[at];
            output[at] = geometry.IsExclusive == 0 ? next : sum;
            sum = next;
            at += geometry.Step;
        }
    }
}
