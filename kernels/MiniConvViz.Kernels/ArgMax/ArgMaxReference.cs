namespace MiniConvViz.Kernels;

/// <summary>
/// The definition of argmax: the index of the largest value. Every other form in this folder is tested against these
/// loops.
/// </summary>
internal static class ArgMaxReference
{
    /// <summary>
    /// The index of the largest value along the axis, as a float, for every position:
    /// <code>output[a,b] = the c for which input[a,c,b] is largest</code>
    /// A NaN is larger than any value. Of equal values the first is chosen, or the last.
    /// Source: https://pytorch.org/docs/stable/generated/torch.argmax.html
    /// </summary>
    /// <param name="geometry">All sizes; Length is at least 1.</param>
    /// <param name="selectLast">Chooses the last of several equal values.</param>
    /// <param name="input">[Outer,Length,Inner]</param>
    /// <param name="output">[Outer,Inner]</param>
    public static void Run(
        in AxisGeometry geometry, bool selectLast, ReadOnlySpan<float> input, Span<float> output)
    {
        for (int position = 0; position < geometry.Positions; position++)
        {
            ReadOnlySpan<float> values = input[geometry.First(position)..];
            int best = 0;
            float largest = values[0];
            for (int c = 1; c < geometry.Length; c++)
            {
                float x = values[c * geometry.Inner];
                bool isLarger = x > largest || (float.IsNaN(x) && !float.IsNaN(largest));
                bool isEqual = x == largest || (float.IsNaN(x) && float.IsNaN(largest));
                if (isLarger || (isEqual && selectLast))
                {
                    (best, largest) = (c, x);
                }
            }

            output[position] = best;
        }
    }
}
