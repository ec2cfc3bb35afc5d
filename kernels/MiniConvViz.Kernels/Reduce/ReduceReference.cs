namespace MiniConvViz.Kernels;

/// <summary>The definition of a reduction. Every other form in this folder is tested against these loops.</summary>
internal static class ReduceReference
{
    /// <summary>
    /// Combines all elements that differ only in their position on the reduced axes:
    /// <code>output[i] = combination over r of input[kept(i) + reduced(r)] / divisor</code>
    /// Computed in double.
    /// </summary>
    /// <param name="reduction">Sum, mean or maximum.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">Any shape.</param>
    /// <param name="output">The input's shape without the reduced axes.</param>
    public static void Run<T>(
        T reduction, in ReduceGeometry geometry, ReadOnlySpan<float> input, Span<float> output)
        where T : unmanaged, IReduction
    {
        int count = geometry.Reduced.Count;
        for (int i = 0; i < output.Length; i++)
        {
            int first = geometry.Kept.Offset(i);
            double result = reduction.Identity;
            for (int r = 0; r < count; r++)
            {
                result = reduction.Combine(result, input[first + geometry.Reduced.Offset(r)]);
            }

            output[i] = (float)(result / reduction.Divisor(count));
        }
    }
}
