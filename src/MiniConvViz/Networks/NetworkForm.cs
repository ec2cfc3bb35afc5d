namespace MiniConvViz.Networks;

/// <summary>
/// What varies among networks of one architecture, and the shapes in a checkpoint say: classes, channels, and how a
/// ResNet begins.
/// </summary>
/// <param name="Classes">Classes of the last layer.</param>
public sealed record NetworkForm(int Classes)
{
    /// <summary>Channels that the first convolution takes; null for those the architecture was made for.</summary>
    public int? Channels { get; init; }

    /// <summary>How a ResNet begins; null for torchvision's way.</summary>
    public Stem? Stem { get; init; }

    /// <summary>The classes' names, where the checkpoint brings them; else the architecture's are taken.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>What the shapes leave open and was assumed, a sentence each.</summary>
    public IReadOnlyList<string> Assumptions { get; init; } = [];
}
