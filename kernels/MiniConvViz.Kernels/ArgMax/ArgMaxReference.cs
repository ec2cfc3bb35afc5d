namespace MiniConvViz.Kernels;

/// <summary>Where the largest number lies. Every other form in this folder is tested against these loops.</summary>
internal static class ArgMaxReference
{
    /// <summary>
    /// The place of the largest number of every position along the axis, as a float:
    /// <code>output[a,b] = the c for which input[a,c,b] is largest</code>
    /// A NaN is larger than any number. Among equals it is the first, or the last.
    /// Source: https://pytorch.org/docs/stable/generated/torch.argmax.html
    /// </summary>
    /// <param name="geometry">All sizes; Length is at least 1.</param>
    /// <param name="selectLast">The last of several equal ones.</param>
    /// <param name="input">[Outer,Length,Inner]</param>
    /// <param name="output">[Outer,Inner]</param>
    public static void Run(
        in AxisGeometry geometry, bool selectLast, ReadOnlySpan<float> input, Span<float> output)
    {
        for (int position = 0; position < geometry.Positions; position++)
        {
            ReadOnlySpan<float> numbers = input[geometry.First(position)..];
            int best = 0;
            float largest = numbers[0];
            for (int c = 1; c < geometry.Length; c++)
            {
                float x = numbers[c * geometry.Inner];
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
