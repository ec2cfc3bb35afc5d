namespace MiniConvViz.Kernels;

/// <summary>
/// The terms of one sum of the direct convolution: every channel of every block of the input, for every tap of the
/// filter.
/// </summary>
internal unsafe struct Conv2dDirectTerms
{
    /// <summary>The first block of input channels.</summary>
    public float* Input;

    /// <summary>Blocks of input channels, at least one.</summary>
    public int Blocks;

    /// <summary>Floats from a block to the next.</summary>
    public nint BlockDistance;

    /// <summary>Channels of every block but the last.</summary>
    public int Lanes;

    /// <summary>Channels of the last block; the lanes after them are never read.</summary>
    public int LastLanes;

    /// <summary>KH*KW.</summary>
    public int Taps;

    /// <summary>Floats from the first tap's pixel to each tap's, [Taps].</summary>
    public int* Offsets;
}
