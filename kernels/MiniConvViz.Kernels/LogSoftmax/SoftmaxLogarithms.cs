using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary><c>output = input - maximum - log(sum of exp(input - maximum))</c></summary>
internal readonly unsafe struct SoftmaxLogarithms : ISoftmaxOutput
{
    /// <inheritdoc/>
    public static void Row(float* input, float maximum, float* output, int length)
    {
        float sum = SoftmaxRow.SumOfExponentials(input, length, maximum);
        Subtract(input, maximum, (float)Math.Log(sum), output, length);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Columns(float* input, Vector<float> maxima, float* output, nint inner, nint end, int lanes)
    {
        Vector<float> sums = Vector<float>.Zero;
        for (nint c = 0; c < end; c += inner)
        {
            sums += VectorExp.Exp(AxisBundles.Load(input + c, lanes) - maxima);
        }

        Vector<float> logarithms = Vector.Log(sums);
        for (nint c = 0; c < end; c += inner)
        {
            AxisBundles.Store(AxisBundles.Load(input + c, lanes) - maxima - logarithms, output + c, lanes);
        }
    }

    /// <summary>Subtracted one after the other: their sum would be rounded to the precision of the larger.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Subtract(float* input, float maximum, float logarithm, float* output, int length)
    {
        Vector<float> maxima = Vector.Create(maximum);
        Vector<float> logarithms = Vector.Create(logarithm);
        int i = 0;
        for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Store(Vector.Load(input + i) - maxima - logarithms, output + i);
        }

        for (; i < length; i++)
        {
            output[i] = input[i] - maximum - logarithm;
        }
    }
}
