namespace MiniConvViz.Kernels;

/// <summary>
/// The innermost loop of the direct convolution, once per instruction set: the sums of a tile, one or two runs of
/// neighbouring pixels by one or two blocks of sixteen channels, stay in registers from the first term to the last.
/// <code>
/// sum[p,o]    = bias[o] + sum over input blocks, taps and lanes k of
///               pixels[block * BlockDistance + Offsets[tap] + p * TPixels.Floats + k] * weights[block,tap,k,o]
/// output[p,o] = clamp(sum[p,o] + residual[p,o])
/// </code>
/// </summary>
/// <remarks>
/// Every weight vector that is loaded serves all pixels of the tile, and every pixel that is broadcast serves all of
/// its channels. Each form is a struct used as a type argument, and so are the sizes of a tile, so that the loops are
/// compiled for each.
/// </remarks>
internal unsafe interface IConv2dDirectTile
{
    /// <summary>Pixels of a run.</summary>
    static abstract int RunPixels { get; }

    /// <summary>Output blocks whose weights lie together: a panel, the width of the widest tile.</summary>
    static abstract int PanelBlocks { get; }

    /// <summary>Computes one tile and stores it.</summary>
    /// <typeparam name="TPixels">How the input's pixels lie.</typeparam>
    /// <typeparam name="TRuns">How many runs; with <see cref="One"/> the second place is not looked at.</typeparam>
    /// <typeparam name="TBlocks">How many blocks of output channels, at most <see cref="PanelBlocks"/>.</typeparam>
    /// <param name="terms">What is summed.</param>
    /// <param name="weights">[terms, TBlocks*16], read front to back.</param>
    /// <param name="bias">[TBlocks*16]: what the sums start from.</param>
    /// <param name="ahead">
    /// What the caller will read next, a cache line for each term: a form may fetch it meanwhile.
    /// </param>
    /// <param name="target">Where the sums go.</param>
    /// <param name="first">Where the first run lies.</param>
    /// <param name="second">Where the second run lies.</param>
    static abstract void Multiply<TPixels, TRuns, TBlocks>(
        in Conv2dDirectTerms terms,
        float* weights,
        float* bias,
        float* ahead,
        in Conv2dDirectTarget target,
        Conv2dDirectRun first,
        Conv2dDirectRun second)
        where TPixels : unmanaged, IConv2dPixels
        where TRuns : unmanaged, ICount
        where TBlocks : unmanaged, ICount;
}
