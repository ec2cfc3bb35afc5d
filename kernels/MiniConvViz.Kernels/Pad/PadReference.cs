namespace MiniConvViz.Kernels;

/// <summary>What padding a tensor is: one question per number, where it comes from.</summary>
internal static class PadReference
{
    /// <summary>
    /// <c>output[..., x, ...] = input[..., x - before, ...]</c>, and beyond the input's edges what
    /// <see cref="PadMode"/> says.
    /// </summary>
    /// <param name="geometry">All sizes, and the mode.</param>
    /// <param name="input">The shape of the geometry's InExtents.</param>
    /// <param name="value">What stands outside in mode Constant.</param>
    /// <param name="output">The shape of the geometry's OutExtents.</param>
    public static void Run(in PadGeometry geometry, ReadOnlySpan<float> input, float value, Span<float> output)
    {
        for (int i = 0; i < output.Length; i++)
        {
            int source = geometry.Source(i, geometry.Rank);
            output[i] = source == PadGeometry.Outside ? value : input[source];
        }
    }
}
