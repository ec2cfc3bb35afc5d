namespace MiniConvViz.Kernels;

/// <summary>What the upper or lower triangle of matrices is.</summary>
internal static class TriluReference
{
    /// <summary><c>output[y,x] = first(y) &lt;= x &lt; end(y) ? input[y,x] : 0</c></summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[..., Rows, Columns]</param>
    /// <param name="output">[..., Rows, Columns]</param>
    public static void Run(in TriluGeometry geometry, ReadOnlySpan<float> input, Span<float> output)
    {
        for (int i = 0; i < output.Length; i++)
        {
            int row = i / geometry.Columns;
            int column = i % geometry.Columns;
            output[i] = column >= geometry.First(row) && column < geometry.End(row) ? input[i] : 0f;
        }
    }
}
