namespace MiniConvViz.Kernels;

/// <summary>
/// The micro-kernel of the direct convolution, once per instruction set. The accumulators of a register tile, one or
/// two runs of adjacent pixels by one or two blocks of sixteen channels, stay in registers from the first term to the
/// last.
/// <code>
/// sum[p,o]    = bias[o] + sum over input blocks, taps and lanes k of
///               pixels[block * BlockDistance + Offsets[tap] + p * TPixels.Floats + k] * weights[block,tap,k,o]
/// output[p,o] = clamp(sum[p,o] + residual[p,o])
/// </code>
/// </summary>
/// <remarks>
/// Every weight vector that is loaded is used for all pixels of the tile, and every pixel that is broadcast for all
/// of its channels. Each form is a struct used as a type argument, and so are the sizes of a tile, so that the loops
/// are compiled for each.
/// </remarks>
internal unsafe interface IConv2dDirectTile
{
    /// <summary>Pixels of a run.</summary>
    static abstract int RunPixels { get; }

    /// <summary>Output blocks of a panel, which is as wide as the widest tile.</summary>
    static abstract int PanelBlocks { get; }

    /// <summary>Computes one tile and stores it.</summary>
    /// <typeparam name="TPixels">The layout of the input's pixels.</typeparam>
    /// <typeparam name="TRuns">How many runs; with <see cref="One"/> the second one is not used.</typeparam>
    /// <typeparam name="TBlocks">How many blocks of output channels, at most <see cref="PanelBlocks"/>.</typeparam>
    /// <param name="terms">The terms of the sums.</param>
    /// <param name="weights">[terms, TBlocks*16], read in order.</param>
    /// <param name="bias">[TBlocks*16]: the initial values of the accumulators.</param>
    /// <param name="ahead">
    /// The memory that the caller will read next, a cache line for each term: a form may prefetch it.
    /// </param>
    /// <param name="target">Where the accumulators are stored.</param>
    /// <param name="first">The offsets of the first run.</param>
    /// <param name="second">The offsets of the second run.</param>
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
