using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The logarithm of a softmax on a GPU: one thread per position, which walks through its scores three times, for the
/// maximum, the sum and the results.
/// </summary>
public static class LogSoftmaxGpu
{
    /// <summary>
    /// <c>output[a,c,b] = input[a,c,b] - maximum[a,b] - log(sum over k of exp(input[a,k,b] - maximum[a,b]))</c>
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
        // A NaN is no maximum, but it makes the sum NaN and with it every result.
        float maximum = float.NegativeInfinity;
        for (int c = 0; c < length; c++)
        {
            float x = input[first + (c * step)];
            maximum = x > maximum ? x : maximum;
        }

        float sum = 0f;
        for (int c = 0; c < length; c++)
        {
            sum += MathF.Exp(input[first + (c * step)] - maximum);
        }

        float logarithm = MathF.Log(sum);
        for (int c = 0; c < length; c++)
        {
            output[first + (c * step)] = input[first + (c * step)] - maximum - logarithm;
        }
    }
}
