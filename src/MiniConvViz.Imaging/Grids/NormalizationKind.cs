namespace MiniConvViz.Imaging;

/// <summary>Which values have the first and the last colour.</summary>
public enum NormalizationKind
{
    /// <summary>Each channel's own minimum and maximum: shows the structure of weak channels too.</summary>
    Channel,

    /// <summary>The whole layer's minimum and maximum: channels can be compared.</summary>
    Layer,

    /// <summary>
    /// Minus and plus the layer's largest magnitude, or a percentile of its magnitudes: zero lies in the middle.
    /// </summary>
    Symmetric,

    /// <summary>
    /// Two percentiles of the layer: as <see cref="Layer"/>, but a few outliers do not darken everything.
    /// </summary>
    Percentile,

    /// <summary>Two given numbers: pictures of different images can be compared.</summary>
    Fixed,

    /// <summary>
    /// <see cref="Symmetric"/> with a percentile for a layer that has values below zero, <see cref="Percentile"/> for
    /// any other.
    /// </summary>
    Automatic,
}
