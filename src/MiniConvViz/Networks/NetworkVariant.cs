namespace MiniConvViz.Networks;

/// <summary>
/// The variable parts of one architecture, which follow from the shapes in a checkpoint: classes, channels, and the
/// stem of a ResNet.
/// </summary>
/// <param name="Classes">Classes of the last layer.</param>
public sealed record NetworkVariant(int Classes)
{
    /// <summary>Input channels of the first convolution; null for those of the original network.</summary>
    public int? Channels { get; init; }

    /// <summary>The stem of a ResNet; null for torchvision's.</summary>
    public Stem? Stem { get; init; }

    /// <summary>The classes' names, where the checkpoint contains them; else the architecture's are used.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>The assumptions where the shapes do not determine the network, a sentence each.</summary>
    public IReadOnlyList<string> Assumptions { get; init; } = [];
}
