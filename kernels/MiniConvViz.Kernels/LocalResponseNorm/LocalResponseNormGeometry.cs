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

    /// <summary>How many channels before its own the window of a channel contains; no more than there are.</summary>
    public required int Before { get; init; }

    /// <summary>How many channels after its own it contains; no more than there are.</summary>
    public required int After { get; init; }

    /// <summary>The weight of the neighbouring channels.</summary>
    public required float Alpha { get; init; }

    /// <summary>The exponent.</summary>
    public required float Beta { get; init; }

    /// <summary>
    /// What a power of a negative base is multiplied with, where it is computed from its magnitude by logarithm: 1 for
    /// even <see cref="Beta"/>, -1 for odd, NaN for all others, as <c>pow</c> defines.
    /// </summary>
    public required float SignOfNegative { get; init; }

    /// <summary>The constant that is added, so that nothing is divided by zero.</summary>
    public required float K { get; init; }

    /// <summary>Channels in the window, including those before the first and after the last.</summary>
    public required int Size { get; init; }

    /// <summary>The first channel in the window of channel c.</summary>
    public int First(int c) => c > Before ? c - Before : 0;

    /// <summary>The channel after the last one in the window of channel c.</summary>
    public int End(int c) => c + After < Channels ? c + After + 1 : Channels;
}
