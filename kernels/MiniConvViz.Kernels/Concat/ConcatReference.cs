namespace MiniConvViz.Kernels;

/// <summary>
/// The definition of concatenating feature maps along the channels: a copy of every input to its place.
/// </summary>
internal static class ConcatReference
{
    /// <summary>
    /// Copies one of the inputs; called once per input.
    /// <code>
    /// output[row*outputInner + outputOffset + i] = input[row*inner + i]
    /// </code>
    /// <code>
    ///                inner of A   inner of B
    ///              +------------+------------+
    ///     row 0    |  A, n = 0  |  B, n = 0  |
    ///     row 1    |  A, n = 1  |  B, n = 1  |
    ///              +------------+------------+
    ///              outputOffset ^ of B
    /// </code>
    /// </summary>
    /// <param name="outer">The rows: the batch size N.</param>
    /// <param name="inner">Values per row of the input: C*H*W.</param>
    /// <param name="input">[outer,inner]</param>
    /// <param name="outputInner">
    /// Values per row of the output: the sum of <paramref name="inner"/> over all inputs.
    /// </param>
    /// <param name="outputOffset">Where this input's values begin in a row.</param>
    /// <param name="output">[outer,outputInner]; the rest is unchanged.</param>
    public static void Run(
        int outer, int inner, ReadOnlySpan<float> input, int outputInner, int outputOffset, Span<float> output)
    {
        for (int row = 0; row < outer; row++)
        {
            for (int i = 0; i < inner; i++)
            {
                output[(row * outputInner) + outputOffset + i] = input[(row * inner) + i];
            }
        }
    }
}
