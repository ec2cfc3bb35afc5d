namespace MiniConvViz.Kernels;

/// <summary>What a layer normalisation is. Every other form in this folder is tested against these loops.</summary>
public static class LayerNormReference
{
    /// <summary>
    /// Gives the numbers of every position mean 0 and variance 1, then the scale and offset that were learned:
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
    /// <param name="eps">Keeps the square root away from zero.</param>
    /// <param name="output">[Outer,Length,Inner]; may be the input itself.</param>
    public static void Run(
        in LayerNormGeometry geometry,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias,
        float eps,
        Span<float> output)
    {
        for (int position = 0; position < geometry.Outer * geometry.Inner; position++)
        {
            int first = geometry.First(position);
            (double mean, double variance) = Moments(input[first..], geometry.Length, geometry.Inner);
            double deviation = Math.Sqrt(variance + eps);
            for (int c = 0; c < geometry.Length; c++)
            {
                int index = first + (c * geometry.Inner);
                output[index] = (float)(((input[index] - mean) / deviation * weight[c]) + bias[c]);
            }
        }
    }

    /// <summary>
    /// The mean and the variance of <paramref name="count"/> numbers that lie <paramref name="stride"/> apart.
    /// </summary>
    public static (double Mean, double Variance) Moments(ReadOnlySpan<float> numbers, int count, int stride)
    {
        double sum = 0.0;
        for (int i = 0; i < count; i++)
        {
            sum += numbers[i * stride];
        }

        double mean = sum / count;
        double squares = 0.0;
        for (int i = 0; i < count; i++)
        {
            double difference = numbers[i * stride] - mean;
            squares += difference * difference;
        }

        return (mean, squares / count);
    }
}
