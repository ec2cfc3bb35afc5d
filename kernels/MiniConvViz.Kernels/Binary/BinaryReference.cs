namespace MiniConvViz.Kernels;

/// <summary>The definition of a function of two tensors: its formula in double, pair by pair.</summary>
internal static class BinaryReference
{
    /// <summary><c>output[i] = function(left[l(i)], right[r(i)])</c></summary>
    /// <param name="function">The function, such as a sum.</param>
    /// <param name="geometry">How the two are broadcast.</param>
    /// <param name="left">Any shape.</param>
    /// <param name="right">Any shape that broadcasts with it.</param>
    /// <param name="output">The larger of both extents on every axis; may be an input of that shape.</param>
    public static void Run<T>(
        T function,
        in BroadcastGeometry geometry,
        ReadOnlySpan<float> left,
        ReadOnlySpan<float> right,
        Span<float> output)
        where T : unmanaged, IBinary
    {
        for (int i = 0; i < output.Length; i++)
        {
            BroadcastOffsets at = geometry.Offsets(i);
            output[i] = (float)function.Apply((double)left[at.Left], (double)right[at.Right]);
        }
    }
}
