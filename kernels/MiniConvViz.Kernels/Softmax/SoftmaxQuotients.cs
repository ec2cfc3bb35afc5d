using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary><c>output = exp(input - maximum) / sum of exp(input - maximum)</c></summary>
internal readonly unsafe struct SoftmaxQuotients : ISoftmaxOutput
{
    /// <inheritdoc/>
    public static void Row(float* input, float maximum, float* output, int length) =>
        Divide(output, Exponentials(input, maximum, output, length), length);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Columns(float* input, Vector<float> maxima, float* output, nint inner, nint end, int lanes)
    {
        Vector<float> sums = Vector<float>.Zero;
        for (nint c = 0; c < end; c += inner)
        {
            Vector<float> e = VectorExp.Exp(AxisBundles.Load(input + c, lanes) - maxima);
            AxisBundles.Store(e, output + c, lanes);
            sums += e;
        }

        for (nint c = 0; c < end; c += inner)
        {
            AxisBundles.Store(AxisBundles.Load(output + c, lanes) / sums, output + c, lanes);
        }
    }

    /// <summary>
    /// Stores <c>exp(input - maximum)</c> and returns their sum: lane by lane first, then the lanes.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Exponentials(float* input, float maximum, float* output, int length)
    {
        Vector<float> maxima = Vector.Create(maximum);
        Vector<float> sums = Vector<float>.Zero;
        int i = 0;
        for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> e = VectorExp.Exp(Vector.Load(input + i) - maxima);
            Vector.Store(e, output + i);
            sums += e;
        }

        // The lanes past the end hold -infinity, whose exponential adds nothing.
        Vector<float> tail = VectorExp.Exp(VectorTail.Load(input + i, length - i, float.NegativeInfinity) - maxima);
        VectorTail.Store(tail, output + i, length - i);
        return Vector.Sum(sums + tail);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Divide(float* output, float sum, int length)
    {
        int i = 0;
        for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Store(Vector.Load(output + i) / sum, output + i);
        }

        for (; i < length; i++)
        {
            output[i] /= sum;
        }
    }
}
