namespace MiniConvViz.Kernels;

/// <summary>
/// How the terms of one output's sum are cut into blocks of whole channels, about 256 terms each and as equal as
/// possible. Weights are packed, and columns multiplied, block by block.
/// </summary>
internal readonly struct Conv2dTermBlocks
{
    private const int TermsPerBlock = 256;

    private readonly int _channels;

    /// <summary>Cuts <c>channels * taps</c> terms.</summary>
    /// <param name="channels">C/groups.</param>
    /// <param name="taps">KH*KW.</param>
    public Conv2dTermBlocks(int channels, int taps)
    {
        _channels = channels;
        int channelsPerBlock = Math.Max(1, TermsPerBlock / taps);
        Taps = taps;
        Count = (channels + channelsPerBlock - 1) / channelsPerBlock;
        MaxDepth = (channels + Count - 1) / Count * taps;
    }

    /// <summary>KH*KW.</summary>
    public int Taps { get; }

    /// <summary>How many blocks.</summary>
    public int Count { get; }

    /// <summary>Terms of the longest block.</summary>
    public int MaxDepth { get; }

    /// <summary>Terms of all blocks.</summary>
    public int Terms => _channels * Taps;

    /// <summary>The first channel of a block; of <see cref="Count"/>, one past the last channel.</summary>
    public int FirstChannel(int block) => (int)((long)block * _channels / Count);

    /// <summary>The first term of a block.</summary>
    public int FirstTerm(int block) => FirstChannel(block) * Taps;

    /// <summary>Terms of a block.</summary>
    public int Depth(int block) => FirstTerm(block + 1) - FirstTerm(block);
}
