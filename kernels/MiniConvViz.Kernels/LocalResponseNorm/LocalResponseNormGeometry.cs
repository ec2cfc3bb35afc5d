namespace MiniConvViz.Kernels;

/// <summary>
/// The sizes and constants of a local response normalisation: <c>input [N,C,Plane]</c>, output the same.
/// </summary>
internal readonly struct LocalResponseNormGeometry
{
    public required int Batch { get; init; }

    public required int Channels { get; init; }

    /// <summary>Values in one channel of one image: H*W.</summary>
    public required int Plane { get; init; }

    /// <summary>How many channels before its own a number looks at; no more than there are.</summary>
    public required int Before { get; init; }

    /// <summary>How many channels after its own; no more than there are.</summary>
    public required int After { get; init; }

    /// <summary>How strongly the neighbours count.</summary>
    public required float Alpha { get; init; }

    /// <summary>The exponent.</summary>
    public required float Beta { get; init; }

    /// <summary>What is added, so that nothing is divided by zero.</summary>
    public required float K { get; init; }

    /// <summary>Channels in the window, those beyond the first and the last counted.</summary>
    public required int Size { get; init; }

    /// <summary>The first channel in the window of channel c.</summary>
    public int First(int c) => c > Before ? c - Before : 0;

    /// <summary>The channel after the last one in the window of channel c.</summary>
    public int End(int c) => c + After < Channels ? c + After + 1 : Channels;
}
