namespace MiniConvViz.Kernels;

/// <summary>
/// The definition of the statistics of channels. Every other form in this folder is tested against these loops.
/// </summary>
internal static class ChannelStatisticsReference
{
    /// <summary>
    /// Minimum, maximum, mean and squares of each channel's finite values, over all images, and how many values are
    /// zero, NaN or infinite; sums in double:
    /// <code>mean = (sum of values) / finite;  squares = sum of (value - mean)^2</code>
    /// </summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[N,C,plane]</param>
    /// <param name="output">[C]</param>
    public static void Run(in ChannelGeometry geometry, ReadOnlySpan<float> input, Span<ChannelSummary> output)
    {
        for (int c = 0; c < geometry.Channels; c++)
        {
            List<float> values = [];
            for (int n = 0; n < geometry.Batch; n++)
            {
                values.AddRange(input.Slice(((n * geometry.Channels) + c) * geometry.Plane, geometry.Plane));
            }

            output[c] = Of(values);
        }
    }

    private static ChannelSummary Of(List<float> values)
    {
        float[] finite = [.. values.Where(float.IsFinite)];
        double mean = finite.Length == 0 ? 0.0 : finite.Average(x => (double)x);
        return new ChannelSummary
        {
            Minimum = finite.Append(float.PositiveInfinity).Min(),
            Maximum = finite.Append(float.NegativeInfinity).Max(),
            Mean = (float)mean,
            Squares = (float)finite.Sum(x => (x - mean) * (x - mean)),
            Finite = finite.Length,
            Zeros = finite.Count(x => x == 0f),
            NaNs = values.Count(float.IsNaN),
            PositiveInfinities = values.Count(float.IsPositiveInfinity),
            NegativeInfinities = values.Count(float.IsNegativeInfinity),
        };
    }
}
