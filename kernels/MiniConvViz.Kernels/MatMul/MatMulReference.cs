namespace MiniConvViz.Kernels;

/// <summary>
/// The definition of the matrix product. The other forms in this folder are tested against these loops.
/// </summary>
internal static class MatMulReference
{
    /// <summary>
    /// Multiplies every left matrix by its right matrix.
    /// <code>output[b,r,c] = sum over t of left[l(b),r,t] * right[r(b),t,c]</code>
    /// The sum is kept in double.
    /// </summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="left">[...,Rows,Terms]</param>
    /// <param name="right">[...,Terms,Columns]</param>
    /// <param name="output">[Batches,Rows,Columns]</param>
    public static void Run(
        in MatMulGeometry geometry, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output)
    {
        (int rows, int terms, int columns) = (geometry.Rows, geometry.Terms, geometry.Columns);
        for (int b = 0; b < geometry.Batches; b++)
        {
            BroadcastOffsets at = geometry.Meeting.Offsets(b);
            for (int r = 0; r < rows; r++)
            {
                for (int c = 0; c < columns; c++)
                {
                    double sum = 0.0;
                    for (int t = 0; t < terms; t++)
                    {
                        double factor = left[(((at.Left * rows) + r) * terms) + t];
                        sum += factor * right[(((at.Right * terms) + t) * columns) + c];
                    }

                    output[(((b * rows) + r) * columns) + c] = (float)sum;
                }
            }
        }
    }
}
