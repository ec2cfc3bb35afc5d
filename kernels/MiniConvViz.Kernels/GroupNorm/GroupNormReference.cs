namespace MiniConvViz.Kernels;

/// <summary>
/// The definition of group normalisation. Every other form in this folder is tested against these loops.
/// </summary>
internal static class GroupNormReference
{
    /// <summary>
    /// Normalises the values of each group of channels of each image to mean 0 and variance 1, then scales and shifts
    /// each channel by its learned weight and bias:
    /// <code>
    /// g = c / GroupChannels
    /// output[n,c,p] = (input[n,c,p] - mean[n,g]) / sqrt(variance[n,g] + eps) * weight[c] + bias[c]
    /// </code>
    /// where mean and variance are those of all values of group g. Computed in double.
    /// Source: https://pytorch.org/docs/stable/generated/torch.nn.GroupNorm.html
    /// </summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[N,C,Plane]</param>
    /// <param name="weight">[C]</param>
    /// <param name="bias">[C]</param>
    /// <param name="eps">Added to the variance, so that nothing is divided by zero.</param>
    /// <param name="output">[N,C,Plane]; may be the input itself.</param>
    public static void Run(
        in GroupNormGeometry geometry,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias,
        float eps,
        Span<float> output)
    {
        for (int row = 0; row < geometry.Rows; row++)
        {
            int first = row * geometry.Length;
            (double mean, double variance) = MomentsReference.Of(input[first..], geometry.Length, stride: 1);
            double deviation = Math.Sqrt(variance + eps);
            for (int i = 0; i < geometry.Length; i++)
            {
                int c = geometry.Channel(row, i);
                output[first + i] = (float)(((input[first + i] - mean) / deviation * weight[c]) + bias[c]);
            }
        }
    }
}
