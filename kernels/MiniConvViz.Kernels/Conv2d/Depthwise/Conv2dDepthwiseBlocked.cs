namespace MiniConvViz.Kernels;

/// <summary>
/// A depthwise convolution's weights and bias as <see cref="Conv2dDepthwiseBlockedJob"/> reads them: in blocks of
/// channels like the image, with zeros in padding lanes.
/// <code>
/// weight [C,1,KH,KW]   c0: t0 t1 t2 ..        packed [B,KH*KW,16]   t0: c0 c1 .. c15
///                      c1: t0 t1 t2 ..                              t1: c0 c1 .. c15
/// </code>
/// </summary>
internal sealed unsafe class Conv2dDepthwiseBlocked : Conv2dPacked
{
    private readonly LaneForm _form;
    private readonly ArraySegment<float> _weights;
    private readonly ArraySegment<float> _bias;

    private Conv2dDepthwiseBlocked(LaneForm form, ArraySegment<float> weights, ArraySegment<float> bias)
    {
        _form = form;
        _weights = weights;
        _bias = bias;
    }

    /// <inheritdoc/>
    public override Conv2dAlgorithm Algorithm => Conv2dAlgorithm.DepthwiseBlocked;

    /// <summary>Packs for a form, which this machine must support.</summary>
    /// <param name="form">The width of the vectors.</param>
    /// <param name="geometry">A convolution with groups == C == O.</param>
    /// <param name="weight">[C,1,KH,KW]</param>
    /// <param name="bias">[C], or empty for none.</param>
    public static Conv2dDepthwiseBlocked Pack(
        LaneForm form, in Conv2dGeometry geometry, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias)
    {
        int taps = geometry.KernelHeight * geometry.KernelWidth;
        int blocks = ChannelBlocks.Count(geometry.OutChannels);
        ArraySegment<float> weights = AlignedMemory.Allocate(blocks * taps * ChannelBlocks.Lanes);
        ArraySegment<float> biases = AlignedMemory.Allocate(blocks * ChannelBlocks.Lanes);
        weights.AsSpan().Clear();
        biases.AsSpan().Clear();
        ChannelBlocksReference.Pack(1, geometry.OutChannels, taps, weight, weights);
        bias.CopyTo(biases);
        return new Conv2dDepthwiseBlocked(form, weights, biases);
    }

    /// <inheritdoc/>
    public override void Run(
        CpuWorkers workers,
        in Conv2dGeometry geometry,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> residual,
        ClampRange clamp,
        Span<float> output)
    {
        fixed (float* inputPointer = input, residualPointer = residual, outputPointer = output)
        fixed (float* weightPointer = _weights.AsSpan(), biasPointer = _bias.AsSpan())
        {
            Conv2dOperands operands = new()
            {
                Geometry = geometry,
                Input = inputPointer,
                Weights = weightPointer,
                Bias = biasPointer,
                Residual = residualPointer,
                Output = outputPointer,
                Clamp = clamp,
            };
            Conv2dDepthwiseBlockedJob job = new(operands);
            LaneForms.For(_form, workers, job.Pieces, job);
        }
    }
}
