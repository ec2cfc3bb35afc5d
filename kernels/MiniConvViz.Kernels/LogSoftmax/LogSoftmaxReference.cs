namespace MiniConvViz.Kernels;

/// <summary>
/// The definition of the logarithm of a softmax. Every other form in this folder is tested against it.
/// </summary>
internal static class LogSoftmaxReference
{
    /// <summary>
    /// The logarithms of a softmax's probabilities, without computing the probabilities, which may underflow:
    /// <code>
    /// output[a,c,b] = input[a,c,b] - maximum[a,b] - log(sum over k of exp(input[a,k,b] - maximum[a,b]))
    /// </code>
    /// Computed in double.
    /// Source: https://pytorch.org/docs/stable/generated/torch.nn.LogSoftmax.html
    /// </summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[Outer,Length,Inner]</param>
    /// <param name="output">[Outer,Length,Inner]; may be the input itself.</param>
    public static void Run(in AxisGeometry geometry, ReadOnlySpan<float> input, Span<float> output)
    {
        for (int position = 0; position < geometry.Positions; position++)
        {
            int first = geometry.First(position);
            (double maximum, double sum) = SoftmaxReference.SumOfExponentials(geometry, input[first..]);
            double logarithm = Math.Log(sum);
            for (int c = 0; c < geometry.Length; c++)
            {
                int index = first + (c * geometry.Inner);
                output[index] = (float)(input[index] - maximum - logarithm);
            }
        }
    }
}
