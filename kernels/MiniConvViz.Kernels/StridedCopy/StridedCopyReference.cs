namespace MiniConvViz.Kernels;

/// <summary>The definition of reading a tensor through a view: one copy per element.</summary>
internal static class StridedCopyReference
{
    /// <summary><c>output[i0, i1, ...] = input[offset + i0*strides[0] + i1*strides[1] + ...]</c></summary>
    /// <param name="view">Which elements are read, in which order.</param>
    /// <param name="input">All elements that the view can read.</param>
    /// <param name="output">The shape of the view's extents.</param>
    public static void Run(in StridedView view, ReadOnlySpan<float> input, Span<float> output)
    {
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = input[view.Position(i)];
        }
    }
}
