namespace MiniConvViz.Analysis;

/// <summary>The difference of two values, or of two tensors, some of which may be NaN or infinite.</summary>
internal static class Difference
{
    /// <summary>
    /// <c>|ours - theirs|</c>. Equal infinities and NaN on both sides do not differ; a value that is finite on one side
    /// only, or two infinities of opposite signs, differ infinitely. Never NaN.
    /// </summary>
    public static double Of(double ours, double theirs) =>
        ours == theirs || (double.IsNaN(ours) && double.IsNaN(theirs)) ? 0
        : double.IsFinite(ours) && double.IsFinite(theirs) ? Math.Abs(ours - theirs)
        : double.PositiveInfinity;

    /// <summary>
    /// <c>sqrt(sum (ours - theirs)^2 / sum theirs^2)</c>, where values that are not finite add nothing to the second
    /// sum.
    /// </summary>
    public static double RelativeL2(ReadOnlySpan<float> ours, ReadOnlySpan<double> theirs)
    {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < theirs.Length; i++)
        {
            double apart = Of(ours[i], theirs[i]);
            difference += apart * apart;
            size += Square(theirs[i]);
        }

        return RelativeL2(difference, size);
    }

    /// <inheritdoc cref="RelativeL2(ReadOnlySpan{float}, ReadOnlySpan{double})"/>
    public static double RelativeL2(ReadOnlySpan<float> ours, ReadOnlySpan<float> theirs)
    {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < theirs.Length; i++)
        {
            double apart = Of(ours[i], theirs[i]);
            difference += apart * apart;
            size += Square(theirs[i]);
        }

        return RelativeL2(difference, size);
    }

    /// <summary>The square root of the quotient of two sums of squares; 0 where there is no difference.</summary>
    public static double RelativeL2(double squaredDifference, double squaredSize) =>
        squaredDifference == 0 ? 0 : Math.Sqrt(squaredDifference / Math.Max(squaredSize, double.Epsilon));

    /// <summary>The square of a finite value, else 0.</summary>
    public static double Square(double value) => double.IsFinite(value) ? value * value : 0;
}
