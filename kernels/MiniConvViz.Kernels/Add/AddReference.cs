namespace MiniConvViz.Kernels;

/// <summary>What the sum of two feature maps is: the join of a residual block.</summary>
public static class AddReference
{
    /// <summary><c>output[i] = left[i] + right[i]</c></summary>
    /// <param name="left">Any shape.</param>
    /// <param name="right">The same shape.</param>
    /// <param name="output">The same shape; may be either input itself.</param>
    public static void Run(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output)
    {
        for (int i = 0; i < left.Length; i++)
        {
            output[i] = left[i] + right[i];
        }
    }
}
