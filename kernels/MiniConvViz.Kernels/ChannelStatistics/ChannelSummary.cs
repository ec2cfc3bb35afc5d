namespace MiniConvViz.Kernels;

/// <summary>
/// The statistics of one channel, or of a part of it: nine words, as a kernel stores them. Minimum, maximum, mean and
/// squares are over the finite values; NaN and infinities are only counted.
/// </summary>
internal readonly record struct ChannelSummary
{
    /// <summary>Its size in the device's memory, in floats.</summary>
    public const int Floats = 9;

    /// <summary>
    /// The floats that this number of them takes, rounded up to a multiple of four: the memory after them then begins
    /// at a multiple of 16 bytes, as views of device memory must, and at a whole number of summaries.
    /// </summary>
    public static int FloatsOf(int summaries) => (summaries + 3) / 4 * 4 * Floats;

    /// <summary>The smallest finite value; +infinity if there is none.</summary>
    public required float Minimum { get; init; }

    /// <summary>The largest finite value; -infinity if there is none.</summary>
    public required float Maximum { get; init; }

    /// <summary>The mean of the finite values; 0 if there is none.</summary>
    public required float Mean { get; init; }

    /// <summary>The sum of <c>(value - mean)^2</c> over the finite values.</summary>
    public required float Squares { get; init; }

    /// <summary>How many values are finite.</summary>
    public required int Finite { get; init; }

    /// <summary>How many are exactly zero.</summary>
    public required int Zeros { get; init; }

    public required int NaNs { get; init; }

    public required int PositiveInfinities { get; init; }

    public required int NegativeInfinities { get; init; }

    /// <summary>
    /// Two parts taken together:
    /// <code>
    /// mean    = left.mean + difference * right.finite / finite
    /// squares = left.squares + right.squares + difference^2 * left.finite * right.finite / finite
    /// </code>
    /// No large squares are subtracted from each other, so float is exact enough. Source: Chan, Golub and LeVeque,
    /// "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances", 1979.
    /// </summary>
    public static ChannelSummary Join(ChannelSummary left, ChannelSummary right)
    {
        int finite = left.Finite + right.Finite;
        float share = finite == 0 ? 0f : (float)right.Finite / finite;
        float difference = right.Mean - left.Mean;
        return new ChannelSummary
        {
            Minimum = right.Minimum < left.Minimum ? right.Minimum : left.Minimum,
            Maximum = right.Maximum > left.Maximum ? right.Maximum : left.Maximum,
            Mean = left.Mean + (difference * share),
            Squares = left.Squares + right.Squares + (difference * difference * left.Finite * share),
            Finite = finite,
            Zeros = left.Zeros + right.Zeros,
            NaNs = left.NaNs + right.NaNs,
            PositiveInfinities = left.PositiveInfinities + right.PositiveInfinities,
            NegativeInfinities = left.NegativeInfinities + right.NegativeInfinities,
        };
    }
}
