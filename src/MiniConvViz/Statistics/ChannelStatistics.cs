using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MiniConvViz.Tensors;

namespace MiniConvViz.Statistics;

/// <summary>
/// The statistics of one channel's values. Minimum, maximum, mean, deviation and energy are over the finite values;
/// NaN and infinities are only counted.
/// </summary>
/// <param name="Count">How many values there are, finite or not.</param>
/// <param name="Minimum">The smallest finite value; NaN where there is none.</param>
/// <param name="Maximum">The largest finite value; NaN where there is none.</param>
/// <param name="Sum">The sum of the finite values, in double.</param>
/// <param name="SumOfSquares">The sum of their squares, in double.</param>
/// <param name="Zeros">How many values are exactly zero.</param>
/// <param name="NaNs">How many values are NaN.</param>
/// <param name="PositiveInfinities">How many values are +infinity.</param>
/// <param name="NegativeInfinities">How many values are -infinity.</param>
public readonly record struct ChannelStatistics(
    long Count,
    float Minimum,
    float Maximum,
    double Sum,
    double SumOfSquares,
    long Zeros,
    long NaNs,
    long PositiveInfinities,
    long NegativeInfinities)
{
    /// <summary>The statistics of no values at all: the neutral element of <see cref="Combine"/>.</summary>
    public static ChannelStatistics Empty { get; } = new(0, float.NaN, float.NaN, 0, 0, 0, 0, 0, 0);

    /// <summary>The distribution of the finite values; null where it was not requested.</summary>
    public Histogram? Histogram { get; init; }

    /// <summary>How many values are NaN or infinite.</summary>
    public long NonFinite => NaNs + PositiveInfinities + NegativeInfinities;

    /// <summary>How many values are finite.</summary>
    public long Finite => Count - NonFinite;

    /// <summary>The mean of the finite values; NaN where there is none.</summary>
    public double Mean => Sum / Finite;

    /// <summary>
    /// The mean square of the finite values: <c>top:K</c> sorts channels by it. 0 where there is none.
    /// </summary>
    public double Energy => Finite == 0 ? 0 : SumOfSquares / Finite;

    /// <summary>The standard deviation over the finite values (divided by their number, not one less).</summary>
    public double StandardDeviation =>
        Finite == 0 ? double.NaN
        : Minimum == Maximum ? 0
        : Math.Sqrt(Math.Max(0, (SumOfSquares / Finite) - (Mean * Mean)));

    /// <summary>The part of all values that is exactly zero, 0 to 1.</summary>
    public double ZeroFraction => Count == 0 ? 0 : (double)Zeros / Count;

    /// <summary>Whether every value is exactly zero: the channel does not respond to this image.</summary>
    public bool IsDead => Count > 0 && Zeros == Count;

    /// <summary>Whether every value is the same finite one (a dead channel is constant too).</summary>
    public bool IsConstant => Count > 0 && NonFinite == 0 && Minimum == Maximum;

    /// <summary>The statistics of a contiguous span of values, in one pass.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ChannelStatistics Of(ReadOnlySpan<float> values)
    {
        float minimum = float.PositiveInfinity, maximum = float.NegativeInfinity;
        double sum = 0, squares = 0;
        long zeros = 0;

        // Whole vectors; the sums are in double, so that a million values lose no precision. A NaN or an infinity makes
        // the test of its block NaN (x - x is NaN), and the block is read again, value by value, as the tail is.
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        Vector<float> low = new(float.PositiveInfinity), high = new(float.NegativeInfinity);
        Vector<float> finite = Vector<float>.Zero;
        Vector<double> totals = Vector<double>.Zero, totalSquares = Vector<double>.Zero;
        Vector<int> zeroLanes = Vector<int>.Zero;
        foreach (Vector<float> vector in vectors)
        {
            finite += vector - vector;
            low = Vector.Min(low, vector);
            high = Vector.Max(high, vector);
            zeroLanes -= Vector.Equals(vector, Vector<float>.Zero);
            Vector.Widen(vector, out Vector<double> first, out Vector<double> second);
            totals += first + second;
            totalSquares += (first * first) + (second * second);
        }

        if (Vector.Sum(finite) != 0)
        {
            return OfMixed(values);
        }

        for (int lane = 0; lane < Vector<float>.Count; lane++)
        {
            minimum = MathF.Min(minimum, low[lane]);
            maximum = MathF.Max(maximum, high[lane]);
            zeros += zeroLanes[lane];
        }

        sum += Vector.Sum(totals);
        squares += Vector.Sum(totalSquares);
        int done = vectors.Length * Vector<float>.Count;
        ChannelStatistics tail = OfMixed(values[done..]);
        ChannelStatistics body = done == 0 ? Empty : new(done, minimum, maximum, sum, squares, zeros, 0, 0, 0);
        return Combine(body, tail);
    }

    /// <summary>
    /// The statistics of two sets of values taken together. They have a histogram where both have one.
    /// </summary>
    public static ChannelStatistics Combine(ChannelStatistics left, ChannelStatistics right) => new(
        left.Count + right.Count,
        float.MinNumber(left.Minimum, right.Minimum), // the one that is a number, where the other is NaN
        float.MaxNumber(left.Maximum, right.Maximum),
        left.Sum + right.Sum,
        left.SumOfSquares + right.SumOfSquares,
        left.Zeros + right.Zeros,
        left.NaNs + right.NaNs,
        left.PositiveInfinities + right.PositiveInfinities,
        left.NegativeInfinities + right.NegativeInfinities)
    {
        Histogram = left.Count == 0 ? right.Histogram
            : right.Count == 0 ? left.Histogram
            : left.Histogram is null || right.Histogram is null ? null
            : left.Histogram + right.Histogram,
    };

    private static ChannelStatistics OfMixed(ReadOnlySpan<float> values)
    {
        float minimum = float.PositiveInfinity, maximum = float.NegativeInfinity;
        double sum = 0, squares = 0;
        long zeros = 0, nans = 0, positive = 0, negative = 0;
        foreach (float value in values)
        {
            if (float.IsFinite(value))
            {
                minimum = MathF.Min(minimum, value);
                maximum = MathF.Max(maximum, value);
                sum += value;
                squares += (double)value * value;
                zeros += value == 0 ? 1 : 0;
            }
            else if (float.IsNaN(value))
            {
                nans++;
            }
            else if (value > 0)
            {
                positive++;
            }
            else
            {
                negative++;
            }
        }

        bool any = minimum <= maximum;
        return new ChannelStatistics(
            values.Length,
            any ? minimum : float.NaN,
            any ? maximum : float.NaN,
            sum,
            squares,
            zeros,
            nans,
            positive,
            negative);
    }
}
