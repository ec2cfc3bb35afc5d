using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>Reading a tensor through a view on a GPU: one thread per element.</summary>
internal static class StridedCopyGpu
{
    /// <summary><c>output[i0, i1, ...] = input[offset + i0*strides[0] + i1*strides[1] + ...]</c></summary>
    /// <param name="gpu">The device that holds both views of memory.</param>
    /// <param name="view">Which elements are read, in which order.</param>
    /// <param name="inputView">All elements that the view can read.</param>
    /// <param name="outputView">The shape of the view's extents.</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu, in StridedView view, ArrayView<float> inputView, ArrayView<float> outputView) =>
        gpu.Launch(Kernel, outputView.Length, view.Coalesced(), inputView, outputView);

    private static void Kernel(Index1D index, StridedView view, ArrayView<float> input, ArrayView<float> output) =>
        output[index] = input[Position(view, index)];

    // Not inlined, as all functions with loops.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Position(StridedView view, int index) => view.Position(index);
}
