namespace MiniConvViz.Kernels;

/// <summary>
/// A convolution's weights and bias in the order in which <see cref="Conv2dSimd"/> reads them. Packed once, when the
/// layer is constructed; immutable, and a copy of the weights.
/// </summary>
/// <remarks>
/// With R the rows of a tile, each group's output channels are cut into panels of R (the last one padded with zeros),
/// and its terms into blocks. In each block and panel, the R weights of a term are adjacent:
/// <code>
/// weight [O, C/groups*KH*KW]      o0: t0 t1 t2 ..      packed      t0: o0 o1 .. oR-1   t1: o0 o1 .. oR-1   ..
///                                 o1: t0 t1 t2 ..
/// </code>
/// The weights of a depthwise convolution, which uses no GEMM, are not packed.
/// </remarks>
internal sealed class Conv2dPackedWeights : Conv2dPacked
{
    private Conv2dPackedWeights(Conv2dTileForm form, float[] weights, float[] bias, bool isDepthwise)
    {
        Form = form;
        Weights = weights;
        Bias = bias;
        IsDepthwise = isDepthwise;
    }

    /// <inheritdoc/>
    public override Conv2dAlgorithm Algorithm =>
        IsDepthwise ? Conv2dAlgorithm.Depthwise : Conv2dAlgorithm.Im2colGemm;

    /// <summary>The micro-kernel that these panels are packed for.</summary>
    internal Conv2dTileForm Form { get; }

    /// <summary>[groups, blocks, panels, terms of the block, R], or [O,KH,KW] for depthwise.</summary>
    internal float[] Weights { get; }

    /// <summary>[O]; zeros if the layer has no bias.</summary>
    internal float[] Bias { get; }

    /// <summary>
    /// Whether each group has one input and one output channel: <see cref="Conv2dDepthwiseSimd"/> computes it.
    /// </summary>
    internal bool IsDepthwise { get; }

    /// <summary>Packs for the vector instructions of this machine.</summary>
    /// <param name="weight">[O,C/groups,KH,KW]</param>
    /// <param name="bias">[O], or empty for none.</param>
    /// <param name="outChannels">O, over all groups.</param>
    /// <param name="groupInChannels">C/groups.</param>
    /// <param name="kernelHeight">KH.</param>
    /// <param name="kernelWidth">KW.</param>
    /// <param name="groups">How many groups the channels are divided into.</param>
    public static Conv2dPackedWeights Pack(
        ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias,
        int outChannels,
        int groupInChannels,
        int kernelHeight,
        int kernelWidth,
        int groups) =>
        Pack(Conv2dTileForms.Best, weight, bias, outChannels, groupInChannels, kernelHeight, kernelWidth, groups);

    /// <inheritdoc/>
    public override void Run(
        CpuWorkers workers,
        in Conv2dGeometry geometry,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> residual,
        ClampRange clamp,
        Span<float> output) => Conv2dSimd.Run(workers, geometry, input, this, residual, clamp, output);

    /// <summary>Packs for a chosen form, which this machine must support.</summary>
    internal static Conv2dPackedWeights Pack(
        Conv2dTileForm form,
        ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias,
        int outChannels,
        int groupInChannels,
        int kernelHeight,
        int kernelWidth,
        int groups)
    {
        float[] fullBias = new float[outChannels];
        bias.CopyTo(fullBias);
        if (groupInChannels == 1 && groups > 1 && outChannels == groups)
        {
            return new Conv2dPackedWeights(form, weight.ToArray(), fullBias, isDepthwise: true);
        }

        int rows = Conv2dTileForms.Rows(form);
        Conv2dTermBlocks blocks = new(groupInChannels, kernelHeight * kernelWidth);
        int groupOutChannels = outChannels / groups;
        int panels = (groupOutChannels + rows - 1) / rows;
        float[] packed = new float[checked(groups * panels * blocks.Terms * rows)];
        for (int o = 0; o < outChannels; o++)
        {
            (int group, int row) = Math.DivRem(o, groupOutChannels);
            (int panel, int r) = Math.DivRem(row, rows);
            for (int block = 0; block < blocks.Count; block++)
            {
                int first = blocks.FirstTerm(block);
                int depth = blocks.Depth(block);
                int start = rows * ((panels * ((group * blocks.Terms) + first)) + (panel * depth));
                for (int k = 0; k < depth; k++)
                {
                    packed[start + (k * rows) + r] = weight[(o * blocks.Terms) + first + k];
                }
            }
        }

        return new Conv2dPackedWeights(form, packed, fullBias, isDepthwise: false);
    }
}
