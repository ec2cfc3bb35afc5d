namespace MiniConvViz.Kernels;

/// <summary>The definition of softmax. Every other form in this folder is tested against these loops.</summary>
internal static class SoftmaxReference
{
    /// <summary>
    /// Converts scores to probabilities, which are positive and sum to 1:
    /// <code>
    /// output[a,c,b] = exp(input[a,c,b] - maximum[a,b]) / sum over k of exp(input[a,k,b] - maximum[a,b])
    /// </code>
    /// Subtracting the maximum changes nothing but keeps the exponential from overflowing. Computed in double.
    /// Source: https://pytorch.org/docs/stable/generated/torch.nn.Softmax.html
    /// </summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[Outer,Length,Inner]</param>
    /// <param name="output">[Outer,Length,Inner]; may be the input itself.</param>
    public static void Run(in AxisGeometry geometry, ReadOnlySpan<float> input, Span<float> output)
    {
        for (int position = 0; position < geometry.Positions; position++)
        {
            int first = geometry.First(position);
            (double maximum, double sum) = SumOfExponentials(geometry, input[first..]);
            for (int c = 0; c < geometry.Length; c++)
            {
                int index = first + (c * geometry.Inner);
                output[index] = (float)(Math.Exp(input[index] - maximum) / sum);
            }
        }
    }

    /// <summary>
    /// The largest score of one position, and <c>sum over k of exp(input[k*Inner] - maximum)</c>.
    /// </summary>
    public static (double Maximum, double Sum) SumOfExponentials(in AxisGeometry geometry, ReadOnlySpan<float> input)
    {
        double maximum = double.NegativeInfinity;
        for (int c = 0; c < geometry.Length; c++)
        {
            maximum = Math.Max(maximum, input[c * geometry.Inner]);
        }

        double sum = 0.0;
        for (int c = 0; c < geometry.Length; c++)
        {
            sum += Math.Exp(input[c * geometry.Inner] - maximum);
        }

        return (maximum, sum);
    }
}
