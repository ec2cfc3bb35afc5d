namespace MiniConvViz.Kernels;

/// <summary>
/// The definition of layer normalisation. Every other form in this folder is tested against these loops.
/// </summary>
internal static class LayerNormReference
{
    /// <summary>
    /// Normalises the values of each position to mean 0 and variance 1, then scales and shifts them by learned
    /// weights and biases:
    /// <code>
    /// mean[a,b]     = (sum over c of input[a,c,b]) / Length
    /// variance[a,b] = (sum over c of (input[a,c,b] - mean[a,b])^2) / Length
    /// output[a,c,b] = (input[a,c,b] - mean[a,b]) / sqrt(variance[a,b] + eps) * weight[c] + bias[c]
    /// </code>
    /// Computed in double.
    /// Source: https://pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html
    /// </summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[Outer,Length,Inner]</param>
    /// <param name="weight">[Length]</param>
    /// <param name="bias">[Length]</param>
    /// <param name="eps">Added to the variance, so that nothing is divided by zero.</param>
    /// <param name="output">[Outer,Length,Inner]; may be the input itself.</param>
    public static void Run(
        in AxisGeometry geometry,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias,
        float eps,
        Span<float> output)
    {
        for (int position = 0; position < geometry.Positions; position++)
        {
            int first = geometry.First(position);
            (double mean, double variance) = MomentsReference.Of(input[first..], geometry.Length, geometry.Inner);
            double deviation = Math.Sqrt(variance + eps);
            for (int c = 0; c < geometry.Length; c++)
            {
                int index = first + (c * geometry.Inner);
                output[index] = (float)(((input[index] - mean) / deviation * weight[c]) + bias[c]);
            }
        }
    }
}
