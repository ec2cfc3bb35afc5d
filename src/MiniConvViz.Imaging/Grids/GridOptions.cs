namespace MiniConvViz.Imaging;

/// <summary>How a layer's feature maps are drawn.</summary>
public sealed record GridOptions
{
    /// <summary>Every channel, coloured with viridis between the layer's 1st and 99th percentile.</summary>
    public static GridOptions Default { get; } = new();

    /// <summary>Which values get the first and the last colour.</summary>
    public Normalization Normalize { get; init; } = Normalization.Percentile;

    /// <summary>The colours; null means coolwarm for <c>symmetric</c> and viridis for the others.</summary>
    public ColorMap? ColorMap { get; init; }

    /// <summary>Which channels, in which order.</summary>
    public ChannelSelection Channels { get; init; } = ChannelSelection.All;

    /// <summary>Which image of the batch.</summary>
    public int BatchIndex { get; init; }

    /// <summary>The colour map that is used.</summary>
    internal ColorMap Colors => ColorMap
        ?? (Normalize.Kind == NormalizationKind.Symmetric ? Imaging.ColorMap.Coolwarm : Imaging.ColorMap.Viridis);
}
