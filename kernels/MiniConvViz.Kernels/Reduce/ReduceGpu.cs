using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>A reduction on a GPU: one thread per output, which walks through all the numbers that become it.</summary>
public static class ReduceGpu
{
    // A thread combines so many numbers by themselves before they join the rest: the sum of ten thousand numbers then
    // rounds like two sums of a hundred.
    private const int BlockLength = 128;

    /// <summary><c>output[i] = combination over r of input[kept(i) + reduced(r)] / divisor</c></summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="reduction">Sum, mean or maximum; compiled into the kernel.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="inputView">Any shape.</param>
    /// <param name="outputView">The input's shape without the reduced axes.</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run<T>(
        GpuAccelerator gpu,
        T reduction,
        in ReduceGeometry geometry,
        ArrayView<float> inputView,
        ArrayView<float> outputView)
        where T : unmanaged, IReduction =>
        gpu.Launch(Kernel, geometry.Kept.Count, reduction, geometry, inputView, outputView);

    private static void Kernel<T>(
        Index1D index, T reduction, ReduceGeometry geometry, ArrayView<float> input, ArrayView<float> output)
        where T : unmanaged, IReduction
    {
        int count = geometry.Reduced.Count;
        float result = Combine(reduction, geometry.Reduced, input, geometry.Kept.Offset(index), count);
        output[index] = result / reduction.Divisor(count);
    }

    // Stays a function of its own on the device: inlined, ILGPU would move the divisions above into these loops.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Combine<T>(T reduction, ReduceAxes reduced, ArrayView<float> input, int first, int count)
        where T : unmanaged, IReduction
    {
        float result = reduction.Nothing;
        float block = reduction.Nothing;
        for (int r = 0; r < count; r++)
        {
            block = reduction.Combine(block, input[first + reduced.Offset(r)]);
            if (r % BlockLength == BlockLength - 1)
            {
                result = reduction.Combine(result, block);
                block = reduction.Nothing;
            }
        }

        return reduction.Combine(result, block);
    }
}
