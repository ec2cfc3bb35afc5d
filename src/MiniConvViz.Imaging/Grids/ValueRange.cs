using MiniConvViz.Statistics;

namespace MiniConvViz.Imaging;

/// <summary>The values that get the first and the last colour.</summary>
internal readonly record struct ValueRange(float Low, float High)
{
    /// <summary>The range that holds for the whole layer, or null where each channel has its own.</summary>
    /// <param name="rule">The normalisation.</param>
    /// <param name="layer">The statistics of all channels together.</param>
    /// <param name="values">The layer's values, for the percentiles.</param>
    public static ValueRange? OfLayer(Normalization rule, ChannelStatistics layer, ReadOnlySpan<float> values)
    {
        switch (rule.Kind)
        {
            case NormalizationKind.Channel:
                return null;
            case NormalizationKind.Fixed:
                return new ValueRange(rule.Low, rule.High);
            case NormalizationKind.Symmetric:
                float largest = MathF.Max(MathF.Abs(layer.Minimum), MathF.Abs(layer.Maximum));
                float percentile = rule.High < 100 ? Percentiles.OfMagnitudes(values, rule.High) : largest;

                // A layer that is nearly all zeros has the percentile there: then its largest magnitude says more.
                float magnitude = percentile > 0 ? percentile : largest;
                return new ValueRange(-magnitude, magnitude).OrUnit();
            case NormalizationKind.Percentile:
                (float low, float high) = Percentiles.Of(values, rule.Low, rule.High);

                // A layer that is nearly all zeros has both percentiles there: then its true ends say more.
                return low < high ? new ValueRange(low, high) : OfChannel(layer);
            default:
                return OfChannel(layer);
        }
    }

    /// <summary>A channel's own minimum and maximum.</summary>
    public static ValueRange OfChannel(ChannelStatistics channel) =>
        new ValueRange(channel.Minimum, channel.Maximum).OrUnit();

    // Nothing finite to measure: any range will do, for nothing is coloured by it.
    private ValueRange OrUnit() => float.IsNaN(Low) ? new ValueRange(0, 1) : this;
}
