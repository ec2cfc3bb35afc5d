namespace MiniConvViz.Kernels;

/// <summary>
/// What one sum of the direct convolution runs over: every channel of every block of the input, under every tap of the
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

    /// <summary>Channels of the last block; the lanes behind them are never read.</summary>
    public int LastLanes;

    /// <summary>KH*KW.</summary>
    public int Taps;

    /// <summary>Floats from the first tap's pixel to each tap's, [Taps].</summary>
    public int* Offsets;
}
