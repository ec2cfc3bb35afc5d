using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// Softmax along one axis on a GPU: one thread per distribution, which walks it three times, for the maximum, the sum
/// and the quotients.
/// </summary>
public static class SoftmaxGpu
{
    /// <summary>
    /// <c>output[a,c,b] = exp(input[a,c,b] - maximum[a,b]) / sum over k of exp(input[a,k,b] - maximum[a,b])</c>
    /// </summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="inputView">[Outer,Length,Inner]</param>
    /// <param name="outputView">[Outer,Length,Inner]; may be the input.</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu, in AxisGeometry geometry, ArrayView<float> inputView, ArrayView<float> outputView) =>
        gpu.Launch(Kernel, geometry.Positions, geometry, inputView, outputView);

    private static void Kernel(
        Index1D index, AxisGeometry geometry, ArrayView<float> input, ArrayView<float> output) =>
        Normalize(input, output, geometry.First(index), geometry.Length, geometry.Inner);

    // Stays a function of its own on the device: inlined, ILGPU would move the divisions above into these loops.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Normalize(ArrayView<float> input, ArrayView<float> output, int first, int length, int step)
    {
        // A NaN is no maximum, but it makes the sum NaN and with it every quotient.
        float maximum = float.NegativeInfinity;
        for (int c = 0; c < length; c++)
        {
            float x = input[first + (c * step)];
            maximum = x > maximum ? x : maximum;
        }

        float sum = 0f;
        for (int c = 0; c < length; c++)
        {
            float e = MathF.Exp(input[first + (c * step)] - maximum);
            output[first + (c * step)] = e;
            sum += e;
        }

        for (int c = 0; c < length; c++)
        {
            output[first + (c * step)] /= sum;
        }
    }
}
