using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>The loops of a softmax and its logarithm over the adjacent scores of one position.</summary>
internal static unsafe class SoftmaxRow
{
    /// <summary>The largest score, ignoring NaN; the sum of the exponentials becomes NaN instead.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Maximum(float* input, int length)
    {
        Vector<float> maxima = Vector.Create(float.NegativeInfinity);
        int i = 0;
        for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
        {
            maxima = Vector.MaxNumber(maxima, Vector.Load(input + i));
        }

        maxima = Vector.MaxNumber(maxima, VectorTail.Load(input + i, length - i, float.NegativeInfinity));
        float maximum = float.NegativeInfinity;
        for (int lane = 0; lane < Vector<float>.Count; lane++)
        {
            maximum = Math.Max(maximum, maxima[lane]);
        }

        return maximum;
    }

    /// <summary>
    /// <c>sum of exp(input - maximum)</c>: lane by lane first, then the lanes.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float SumOfExponentials(float* input, int length, float maximum)
    {
        Vector<float> maxima = Vector.Create(maximum);
        Vector<float> sums = Vector<float>.Zero;
        int i = 0;
        for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
        {
            sums += VectorExp.Exp(Vector.Load(input + i) - maxima);
        }

        // The lanes past the end hold -infinity, whose exponential adds nothing.
        Vector<float> tail = VectorTail.Load(input + i, length - i, float.NegativeInfinity);
        return Vector.Sum(sums + VectorExp.Exp(tail - maxima));
    }
}
