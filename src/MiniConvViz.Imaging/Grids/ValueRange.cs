using MiniConvViz.Statistics;

namespace MiniConvViz.Imaging;

/// <summary>The values that have the first and the last colour.</summary>
internal readonly record struct ValueRange(float Low, float High)
{
    /// <summary>The range of the whole layer, or null where each channel has its own.</summary>
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

                // In a layer that is nearly all zeros the percentile is zero; its largest magnitude is used then.
                float magnitude = percentile > 0 ? percentile : largest;
                return new ValueRange(-magnitude, magnitude).OrUnit();
            case NormalizationKind.Percentile:
                (float low, float high) = Percentiles.Of(values, rule.Low, rule.High);

                // In a layer that is nearly all zeros both percentiles are zero; its minimum and maximum are then used.
                return low < high ? new ValueRange(low, high) : OfChannel(layer);
            default:
                return OfChannel(layer);
        }
    }

    /// <summary>A channel's own minimum and maximum.</summary>
    public static ValueRange OfChannel(ChannelStatistics channel) =>
        new ValueRange(channel.Minimum, channel.Maximum).OrUnit();

    // Without finite values any range will do, since no value is coloured by it.
    private ValueRange OrUnit() => float.IsNaN(Low) ? new ValueRange(0, 1) : this;
}
