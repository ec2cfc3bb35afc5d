namespace MiniConvViz.Kernels;

/// <summary>
/// A convolution's weights and bias in the order in which <see cref="Conv2dSimd"/> reads them. Packed once, when the layer is
/// made; holds copies, and never changes.
/// </summary>
/// <remarks>
/// With R the rows of a tile, each group's output channels are cut into panels of R (the last one filled up with zeros), and
/// a panel holds the R weights of its first term, then the R of its second, and so on:
/// <code>
/// weight [O, C/groups*KH*KW]      o0: t0 t1 t2 ..      packed      t0: o0 o1 .. oR-1   t1: o0 o1 .. oR-1   ..
///                                 o1: t0 t1 t2 ..
/// </code>
/// A depthwise convolution is not a matrix product; its weights stay as they are.
/// </remarks>
public sealed class Conv2dPackedWeights
{
    private Conv2dPackedWeights(Conv2dTileForm form, float[] weights, float[] bias, bool isDepthwise)
    {
        Form = form;
        Weights = weights;
        Bias = bias;
        IsDepthwise = isDepthwise;
    }

    /// <summary>The tile these panels fit.</summary>
    internal Conv2dTileForm Form { get; }

    /// <summary>[groups, panels, terms, R], or [O,KH,KW] for depthwise.</summary>
    internal float[] Weights { get; }

    /// <summary>[O]; zeros where the layer has none.</summary>
    internal float[] Bias { get; }

    /// <summary>One input and one output channel per group: <see cref="Conv2dDepthwiseSimd"/> runs it.</summary>
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
        int terms = groupInChannels * kernelHeight * kernelWidth;
        int groupOutChannels = outChannels / groups;
        int panels = (groupOutChannels + rows - 1) / rows;
        float[] packed = new float[groups * panels * terms * rows];
        for (int o = 0; o < outChannels; o++)
        {
            int group = o / groupOutChannels;
            int row = o % groupOutChannels;
            Span<float> panel = packed.AsSpan(((group * panels) + (row / rows)) * terms * rows);
            for (int t = 0; t < terms; t++)
            {
                panel[(t * rows) + (row % rows)] = weight[(o * terms) + t];
            }
        }

        return new Conv2dPackedWeights(form, packed, fullBias, isDepthwise: false);
    }
}
