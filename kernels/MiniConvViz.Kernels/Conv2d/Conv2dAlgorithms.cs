namespace MiniConvViz.Kernels;

/// <summary>The properties of each <see cref="Conv2dAlgorithm"/>, and the choice of one for a convolution.</summary>
internal static class Conv2dAlgorithms
{
    /// <summary>The fastest algorithm for a convolution.</summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="isBlocked">
    /// Whether the input is available in blocked layout (<see cref="ChannelBlocks"/>); otherwise it is plain.
    /// </param>
    /// <param name="sumsOnly">
    /// Whether each output must be a plain sum over its window, which excludes Winograd.
    /// </param>
    public static Conv2dAlgorithm Choose(in Conv2dGeometry geometry, bool isBlocked, bool sumsOnly = false) =>
        Fits(Conv2dAlgorithm.Depthwise, geometry)
            ? isBlocked ? Conv2dAlgorithm.DepthwiseBlocked : Conv2dAlgorithm.Depthwise
        : !Fits(Conv2dAlgorithm.Direct, geometry) ? Conv2dAlgorithm.Im2colGemm
        : !isBlocked && geometry.InChannels < ChannelBlocks.Lanes ? Conv2dAlgorithm.Planes
        : sumsOnly ? Conv2dAlgorithm.Direct
        : WinogradChoice.Choose(geometry);

    /// <summary>Whether an algorithm computes such a convolution.</summary>
    public static bool Fits(Conv2dAlgorithm algorithm, in Conv2dGeometry geometry) => algorithm switch
    {
        Conv2dAlgorithm.Im2colGemm => !Fits(Conv2dAlgorithm.Depthwise, geometry),
        Conv2dAlgorithm.Depthwise or Conv2dAlgorithm.DepthwiseBlocked =>
            geometry.IsDepthwise && geometry.OutChannels == geometry.InChannels,
        Conv2dAlgorithm.Direct => Conv2dDirectPacked.Takes(geometry),
        Conv2dAlgorithm.Planes => geometry.Groups == 1,
        Conv2dAlgorithm.Winograd2x2 or Conv2dAlgorithm.Winograd4x4 => Winograd.Takes(geometry),
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "unknown algorithm"),
    };

    /// <summary>Its name in the output of <c>bench</c> and <c>inspect</c>.</summary>
    public static string Name(Conv2dAlgorithm algorithm) => algorithm switch
    {
        Conv2dAlgorithm.Im2colGemm => "im2col GEMM",
        Conv2dAlgorithm.Depthwise => "depthwise",
        Conv2dAlgorithm.DepthwiseBlocked => "depthwise blocks",
        Conv2dAlgorithm.Direct => "direct",
        Conv2dAlgorithm.Planes => "planes",
        Conv2dAlgorithm.Winograd2x2 => "winograd 2x2",
        Conv2dAlgorithm.Winograd4x4 => "winograd 4x4",
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "unknown algorithm"),
    };

    /// <summary>A one-sentence description of it for users.</summary>
    public static string Explain(Conv2dAlgorithm algorithm) => algorithm switch
    {
        Conv2dAlgorithm.Im2colGemm =>
            "gathers the pixels under each window into columns and multiplies them with the filters as a matrix",
        Conv2dAlgorithm.Depthwise => "slides each channel's own filter along its rows, a row of pixels per vector",
        Conv2dAlgorithm.DepthwiseBlocked => "slides sixteen channels' own filters at once, a channel per lane",
        Conv2dAlgorithm.Direct =>
            "sums tiles of pixels and channels up in registers, straight from blocks of sixteen channels",
        Conv2dAlgorithm.Planes =>
            "sums tiles of pixels and channels up in registers, straight from the image's planes",
        Conv2dAlgorithm.Winograd2x2 =>
            "transforms tiles of 4x4 pixels, where 16 products do for 4 outputs what otherwise takes 36",
        Conv2dAlgorithm.Winograd4x4 =>
            "transforms tiles of 6x6 pixels, where 36 products do for 16 outputs what otherwise takes 144",
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "unknown algorithm"),
    };

    /// <summary>Whether the algorithm reads its input in blocked layout.</summary>
    public static bool TakesBlocks(Conv2dAlgorithm algorithm) =>
        algorithm is Conv2dAlgorithm.DepthwiseBlocked or Conv2dAlgorithm.Direct
            or Conv2dAlgorithm.Winograd2x2 or Conv2dAlgorithm.Winograd4x4;

    /// <summary>Whether the algorithm writes its output, and reads the residual, in blocked layout.</summary>
    public static bool MakesBlocks(Conv2dAlgorithm algorithm) =>
        TakesBlocks(algorithm) || algorithm == Conv2dAlgorithm.Planes;

    /// <summary>Packs weights in the order in which an algorithm reads them.</summary>
    /// <param name="algorithm">One that fits this convolution.</param>
    /// <param name="geometry">The convolution; its batch, height and width do not matter.</param>
    /// <param name="weight">[O,C/groups,KH,KW]</param>
    /// <param name="bias">[O], or empty for none.</param>
    public static Conv2dPacked Pack(
        Conv2dAlgorithm algorithm,
        in Conv2dGeometry geometry,
        ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias) => algorithm switch
        {
            Conv2dAlgorithm.Im2colGemm or Conv2dAlgorithm.Depthwise => Conv2dPackedWeights.Pack(
                weight,
                bias,
                geometry.OutChannels,
                geometry.GroupInChannels,
                geometry.KernelHeight,
                geometry.KernelWidth,
                geometry.Groups),
            Conv2dAlgorithm.DepthwiseBlocked =>
                Conv2dDepthwiseBlocked.Pack(LaneForms.Best, geometry, weight, bias),
            Conv2dAlgorithm.Direct or Conv2dAlgorithm.Planes =>
                Conv2dDirectPacked.Pack(algorithm, Conv2dTileForms.Best, geometry, weight, bias),
            Conv2dAlgorithm.Winograd2x2 => Conv2dWinogradWeights<Winograd2x2>.Pack(geometry, weight, bias),
            Conv2dAlgorithm.Winograd4x4 => Conv2dWinogradWeights<Winograd4x4>.Pack(geometry, weight, bias),
            _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "unknown algorithm"),
        };
}
