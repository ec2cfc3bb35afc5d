using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>Where the largest number lies, on a GPU: one thread looks through the numbers of one position.</summary>
public static class ArgMaxGpu
{
    /// <summary><c>output[a,b] = the c for which input[a,c,b] is largest</c></summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes; Length is at least 1.</param>
    /// <param name="selectLast">The last of several equal ones.</param>
    /// <param name="inputView">[Outer,Length,Inner]</param>
    /// <param name="outputView">[Outer,Inner]</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu,
        in AxisGeometry geometry,
        bool selectLast,
        ArrayView<float> inputView,
        ArrayView<float> outputView) =>
        gpu.Launch(Kernel, geometry.Positions, geometry, selectLast ? 1 : 0, inputView, outputView);

    private static void Kernel(
        Index1D index, AxisGeometry geometry, int selectLast, ArrayView<float> input, ArrayView<float> output) =>
        output[index] = Best(input, geometry.First(index), geometry.Length, geometry.Inner, selectLast);

    // Stays a function of its own on the device: inlined, ILGPU would move the divisions above into this loop.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Best(ArrayView<float> input, int first, int length, int step, int selectLast)
    {
        int best = 0;
        float largest = input[first];
        for (int c = 1; c < length; c++)
        {
            float x = input[first + (c * step)];
            bool isLarger = x > largest || (float.IsNaN(x) && !float.IsNaN(largest));
            bool isEqual = x == largest || (float.IsNaN(x) && float.IsNaN(largest));
            if (isLarger || (isEqual && selectLast != 0))
            {
                best = c;
                largest = x;
            }
        }

        return best;
    }
}
