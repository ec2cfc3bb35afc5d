using MiniConvViz.Statistics;

namespace MiniConvViz.Imaging;

/// <summary>How a layer's feature maps are drawn.</summary>
public sealed record GridOptions
{
    /// <summary>
    /// Every channel: around zero with coolwarm where a layer has values below zero, else between the layer's 1st and
    /// 99th percentile with viridis.
    /// </summary>
    public static GridOptions Default { get; } = new();

    /// <summary>Which values have the first and the last colour.</summary>
    public Normalization Normalize { get; init; } = Normalization.Automatic;

    /// <summary>
    /// The colours; null means coolwarm around zero and viridis for the others. With
    /// <see cref="Normalization.Automatic"/> only a diverging map is centred on zero.
    /// </summary>
    public ColorMap? ColorMap { get; init; }

    /// <summary>Which channels, in which order.</summary>
    public ChannelSelection Channels { get; init; } = ChannelSelection.All;

    /// <summary>Which image of the batch.</summary>
    public int BatchIndex { get; init; }

    /// <summary>The number of pixels, along each axis, for one value; null for an automatic one.</summary>
    public int? Scale { get; init; }

    /// <summary>Tiles side by side; null for a figure a little wider than high.</summary>
    public int? Columns { get; init; }

    /// <summary>The tiles alone, without a heading, numbers, lines or a margin.</summary>
    public bool IsBare { get; init; }

    /// <summary>The same with the rule that <see cref="Normalization.Automatic"/> chooses for a layer.</summary>
    internal GridOptions For(ChannelStatistics layer)
    {
        bool isAroundZero = ColorMap is null ? layer.Minimum < 0 : ColorMap.IsDiverging;
        return Normalize.Kind != NormalizationKind.Automatic ? this
            : this with { Normalize = isAroundZero ? Normalization.AroundZero : Normalization.Percentile };
    }

    /// <summary>The colour map that is used.</summary>
    internal ColorMap Colors => ColorMap
        ?? (Normalize.Kind == NormalizationKind.Symmetric ? Imaging.ColorMap.Coolwarm : Imaging.ColorMap.Viridis);
}
