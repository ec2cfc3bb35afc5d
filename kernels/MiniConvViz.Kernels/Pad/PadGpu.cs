using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>Padding on a GPU: one thread per element of the output.</summary>
internal static class PadGpu
{
    /// <summary>
    /// <c>output[..., x, ...] = input[..., x - before, ...]</c>, and beyond the input's edges the values of
    /// <see cref="PadMode"/>.
    /// </summary>
    /// <param name="gpu">The device that holds the views.</param>
    /// <param name="geometry">All sizes, and the mode.</param>
    /// <param name="inputView">The shape of the geometry's InExtents.</param>
    /// <param name="value">The value outside in mode Constant.</param>
    /// <param name="outputView">The shape of the geometry's OutExtents.</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu,
        in PadGeometry geometry,
        ArrayView<float> inputView,
        float value,
        ArrayView<float> outputView) =>
        gpu.Launch(Kernel, outputView.Length, geometry.Coalesced(), inputView, value, outputView);

    private static void Kernel(
        Index1D index, PadGeometry geometry, ArrayView<float> input, float value, ArrayView<float> output)
    {
        int source = Source(geometry, index);
        output[index] = source == PadGeometry.Outside ? value : input[source];
    }

    // Not inlined, as all functions with loops.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Source(PadGeometry geometry, int index) => geometry.Source(index, geometry.Rank);
}
