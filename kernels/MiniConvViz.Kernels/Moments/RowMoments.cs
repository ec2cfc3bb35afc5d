using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// The mean and the variance of adjacent values on the CPU's vector units, in double. The variance is the mean square
/// of the deviations from the mean, in a second pass: the difference of the mean square and the squared mean would
/// cancel.
/// </summary>
internal static unsafe class RowMoments
{
    /// <summary>
    /// <code>mean = (sum of values) / count;  variance = (sum of (value - mean)^2) / count</code>
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (double Mean, double Variance) Of(float* values, int count)
    {
        double mean = Sum(values, count) / count;
        return (mean, SumOfSquares(values, count, mean) / count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum(float* values, int count)
    {
        Vector<double> low = Vector<double>.Zero;
        Vector<double> high = Vector<double>.Zero;
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(Vector.Load(values + i), out Vector<double> lower, out Vector<double> upper);
            low += lower;
            high += upper;
        }

        double sum = Vector.Sum(low + high);
        for (; i < count; i++)
        {
            sum += values[i];
        }

        return sum;
    }

    /// <summary>The sum of <c>(value - mean)^2</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double SumOfSquares(float* values, int count, double mean)
    {
        Vector<double> means = Vector.Create(mean);
        Vector<double> low = Vector<double>.Zero;
        Vector<double> high = Vector<double>.Zero;
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(Vector.Load(values + i), out Vector<double> lower, out Vector<double> upper);
            lower -= means;
            upper -= means;
            low += lower * lower;
            high += upper * upper;
        }

        double sum = Vector.Sum(low + high);
        for (; i < count; i++)
        {
            double difference = values[i] - mean;
            sum += difference * difference;
        }

        return sum;
    }
}
