namespace MiniConvViz.Kernels;

/// <summary>What choosing by a condition is.</summary>
internal static class WhereReference
{
    /// <summary><c>output[i] = condition[c(i)] != 0 ? input[x(i)] : other[y(i)]</c></summary>
    /// <param name="geometry">How the three meet.</param>
    /// <param name="condition">0 for false; any shape.</param>
    /// <param name="input">What a true condition chooses; any shape.</param>
    /// <param name="other">What a false condition chooses; any shape.</param>
    /// <param name="output">The largest of the three extents on every axis.</param>
    public static void Run(
        in WhereGeometry geometry,
        ReadOnlySpan<float> condition,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> other,
        Span<float> output)
    {
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = condition[geometry.Condition.Offsets(i).Left] != 0f
                ? input[geometry.Input.Offsets(i).Left]
                : other[geometry.Other.Offsets(i).Left];
        }
    }
}
