namespace MiniConvViz.Kernels;

/// <summary>
/// The definition of batch normalisation in a trained network. Every other form in this folder is tested against it.
/// </summary>
internal static class BatchNorm2dReference
{
    /// <summary>
    /// Normalises every channel by its running statistics, then scales and shifts it:
    /// <code>
    /// output[n,c,y,x] = (input[n,c,y,x] - runningMean[c]) / sqrt(runningVar[c] + eps) * weight[c] + bias[c]
    /// </code>
    /// Computed in double.
    /// Source: https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html (evaluation mode)
    /// </summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[N,C,H,W]</param>
    /// <param name="weight">[C], or empty for 1 (<c>affine=False</c>).</param>
    /// <param name="bias">[C], or empty for 0.</param>
    /// <param name="runningMean">[C]</param>
    /// <param name="runningVar">[C]</param>
    /// <param name="eps">Added to the variance, so that nothing is divided by zero.</param>
    /// <param name="output">[N,C,H,W]; may be the input itself.</param>
    public static void Run(
        in BatchNorm2dGeometry geometry,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias,
        ReadOnlySpan<float> runningMean,
        ReadOnlySpan<float> runningVar,
        float eps,
        Span<float> output)
    {
        int index = 0;
        for (int n = 0; n < geometry.Batch; n++)
        {
            for (int c = 0; c < geometry.Channels; c++)
            {
                double deviation = Math.Sqrt((double)runningVar[c] + eps);
                double gain = weight.IsEmpty ? 1.0 : weight[c];
                double offset = bias.IsEmpty ? 0.0 : bias[c];
                for (int i = 0; i < geometry.Plane; i++, index++)
                {
                    output[index] = (float)(((input[index] - (double)runningMean[c]) / deviation * gain) + offset);
                }
            }
        }
    }
}
