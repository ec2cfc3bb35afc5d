using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// A local response normalisation on a GPU: one thread per element, which reads its window of channels.
/// </summary>
internal static class LocalResponseNormGpu
{
    /// <summary>
    /// <c>output[n,c,p] = input[n,c,p] / (k + alpha / size * sum over j in window(c) of input[n,j,p]^2)^beta</c>
    /// </summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes and constants.</param>
    /// <param name="inputView">[N,C,Plane]</param>
    /// <param name="outputView">[N,C,Plane]</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu,
        in LocalResponseNormGeometry geometry,
        ArrayView<float> inputView,
        ArrayView<float> outputView) =>
        gpu.Launch(Kernel, outputView.Length, geometry, inputView, outputView);

    private static void Kernel(
        Index1D index, LocalResponseNormGeometry geometry, ArrayView<float> input, ArrayView<float> output)
    {
        int c = index / geometry.Plane % geometry.Channels;
        int first = index + ((geometry.First(c) - c) * geometry.Plane);
        float squares = Squares(input, first, geometry.End(c) - geometry.First(c), geometry.Plane);
        float sum = geometry.K + (geometry.Alpha / geometry.Size * squares);
        float sign = sum < 0f ? geometry.SignOfNegative : 1f;
        float power = sign * MathF.Exp(MathF.Log(MathF.Abs(sum)) * -geometry.Beta);

        // The power 0 is 1, of 0 and infinity as well, whose logarithms are infinite.
        output[index] = input[index] * (geometry.Beta == 0f ? 1f : power);
    }

    // Not inlined: ILGPU would move the divisions above into this loop.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Squares(ArrayView<float> input, int first, int count, int plane)
    {
        float squares = 0f;
        for (int j = 0; j < count; j++)
        {
            float x = input[first + (j * plane)];
            squares += x * x;
        }

        return squares;
    }
}
