namespace MiniConvViz.Kernels;

/// <summary>
/// The sizes of a group normalisation: <c>[N,Groups*GroupChannels,Plane]</c>, where the channels of one group of one
/// image are normalised together.
/// </summary>
/// <example>One channel per group is an instance normalisation.</example>
internal readonly struct GroupNormGeometry
{
    public required int Batch { get; init; }

    public required int Groups { get; init; }

    /// <summary>Channels in one group: C / Groups.</summary>
    public required int GroupChannels { get; init; }

    /// <summary>Values in one channel of one image: H*W.</summary>
    public required int Plane { get; init; }

    /// <summary>How many groups there are in all images.</summary>
    public int Rows => Batch * Groups;

    /// <summary>Values in one group of one image.</summary>
    public int Length => GroupChannels * Plane;

    /// <summary>The first channel of row <paramref name="row"/>.</summary>
    public int FirstChannel(int row) => row % Groups * GroupChannels;

    /// <summary>The channel of value <paramref name="i"/> of row <paramref name="row"/>.</summary>
    public int Channel(int row, int i) => FirstChannel(row) + (i / Plane);
}
