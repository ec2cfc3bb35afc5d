namespace MiniConvViz.Kernels;

/// <summary>
/// A convolution's weights and bias in the order in which one <see cref="Conv2dAlgorithm"/> reads them, ready to run.
/// Packed once, when a session is planned; immutable.
/// </summary>
internal abstract class Conv2dPacked
{
    private protected Conv2dPacked()
    {
    }

    /// <summary>The algorithm that they are packed for.</summary>
    public abstract Conv2dAlgorithm Algorithm { get; }

    /// <summary>
    /// Convolves, adds and clamps in one pass: <c>output = clamp(conv(input, weight) + bias + residual)</c>.
    /// Accumulators are float, and the order of the sums does not depend on the number of workers.
    /// </summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[N,C,H,W], in blocks if <see cref="Conv2dAlgorithms.TakesBlocks"/>.</param>
    /// <param name="residual">[N,O,OH,OW], or empty for none; in the layout of the output.</param>
    /// <param name="clamp">The fused activation, or <see cref="ClampRange.None"/>.</param>
    /// <param name="output">
    /// [N,O,OH,OW], in blocks if <see cref="Conv2dAlgorithms.MakesBlocks"/>; overlaps neither input nor residual.
    /// </param>
    public abstract void Run(
        CpuWorkers workers,
        in Conv2dGeometry geometry,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> residual,
        ClampRange clamp,
        Span<float> output);
}
