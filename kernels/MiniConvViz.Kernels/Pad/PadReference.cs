namespace MiniConvViz.Kernels;

/// <summary>The definition of padding: each element is copied from its source.</summary>
internal static class PadReference
{
    /// <summary>
    /// <c>output[..., x, ...] = input[..., x - before, ...]</c>, and beyond the input's edges the values of
    /// <see cref="PadMode"/>.
    /// </summary>
    /// <param name="geometry">All sizes, and the mode.</param>
    /// <param name="input">The shape of the geometry's InExtents.</param>
    /// <param name="value">The value outside in mode Constant.</param>
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
