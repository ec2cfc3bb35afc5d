namespace MiniConvViz.Kernels;

/// <summary>
/// What the product of two feature maps is, or of feature maps and one factor per channel (squeeze and excitation).
/// </summary>
public static class MulReference
{
    /// <summary><c>output[i] = left[i] * right[i / repeat]</c></summary>
    /// <param name="left">Any shape, or [N,C,H,W] with one factor per channel.</param>
    /// <param name="right">The same shape as <paramref name="left"/>, or [N,C,1,1].</param>
    /// <param name="repeat">How many neighbours share a factor: 1 for equal shapes, H*W for [N,C,1,1].</param>
    /// <param name="output">The shape of <paramref name="left"/>; may be <paramref name="left"/> itself.</param>
    public static void Run(ReadOnlySpan<float> left, ReadOnlySpan<float> right, int repeat, Span<float> output)
    {
        for (int i = 0; i < left.Length; i++)
        {
            output[i] = left[i] * right[i / repeat];
        }
    }
}
