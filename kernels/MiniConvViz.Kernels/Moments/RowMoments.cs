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
    public static (double Mean, double Variance) Of(float* numbers, int count)
    {
        double mean = Sum(numbers, count) / count;
        return (mean, SumOfSquares(numbers, count, mean) / count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum(float* numbers, int count)
    {
        Vector<double> low = Vector<double>.Zero;
        Vector<double> high = Vector<double>.Zero;
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(Vector.Load(numbers + i), out Vector<double> lower, out Vector<double> upper);
            low += lower;
            high += upper;
        }

        double sum = Vector.Sum(low + high);
        for (; i < count; i++)
        {
            sum += numbers[i];
        }

        return sum;
    }

    /// <summary>The sum of <c>(value - mean)^2</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double SumOfSquares(float* numbers, int count, double mean)
    {
        Vector<double> means = Vector.Create(mean);
        Vector<double> low = Vector<double>.Zero;
        Vector<double> high = Vector<double>.Zero;
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(Vector.Load(numbers + i), out Vector<double> lower, out Vector<double> upper);
            lower -= means;
            upper -= means;
            low += lower * lower;
            high += upper * upper;
        }

        double sum = Vector.Sum(low + high);
        for (; i < count; i++)
        {
            double difference = numbers[i] - mean;
            sum += difference * difference;
        }

        return sum;
    }
}
