namespace MiniConvViz.Kernels;

/// <summary>
/// Batch normalisation as one multiplication and one addition per element: in a trained network the statistics are
/// constants.
/// </summary>
internal static class BatchNorm2dScale
{
    /// <summary>
    /// <code>
    /// scale[c] = weight[c] / sqrt(runningVar[c] + eps)
    /// shift[c] = bias[c] - runningMean[c] * scale[c]
    /// </code>
    /// Computed in double, so that only the result is rounded.
    /// </summary>
    /// <param name="weight">[C], or empty for 1 (<c>affine=False</c>).</param>
    /// <param name="bias">[C], or empty for 0.</param>
    /// <param name="runningMean">[C]</param>
    /// <param name="runningVar">[C]</param>
    /// <param name="eps">Added to the variance, so that nothing is divided by zero.</param>
    /// <param name="scale">[C]</param>
    /// <param name="shift">[C]</param>
    public static void Fold(
        ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias,
        ReadOnlySpan<float> runningMean,
        ReadOnlySpan<float> runningVar,
        float eps,
        Span<float> scale,
        Span<float> shift)
    {
        for (int c = 0; c < scale.Length; c++)
        {
            double gain = (weight.IsEmpty ? 1.0 : weight[c]) / Math.Sqrt((double)runningVar[c] + eps);
            scale[c] = (float)gain;
            shift[c] = (float)((bias.IsEmpty ? 0.0 : bias[c]) - (runningMean[c] * gain));
        }
    }
}
