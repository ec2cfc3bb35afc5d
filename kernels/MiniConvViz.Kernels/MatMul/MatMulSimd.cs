namespace MiniConvViz.Kernels;

/// <summary>
/// A matrix product on the CPU's vector units: panels of right columns, each packed once and then multiplied with all
/// rows of the left matrix.
/// </summary>
internal static unsafe class MatMulSimd
{
    /// <summary>
    /// <c>output[b,r,c] = sum over t of left[l(b),r,t] * right[r(b),t,c]</c>, as <see cref="MatMulReference"/>, in
    /// float.
    /// </summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="left">[...,Rows,Terms]</param>
    /// <param name="right">[...,Terms,Columns]</param>
    /// <param name="output">[Batches,Rows,Columns]</param>
    public static void Run(
        CpuWorkers workers,
        in MatMulGeometry geometry,
        ReadOnlySpan<float> left,
        ReadOnlySpan<float> right,
        Span<float> output)
    {
        if (geometry.Columns == 1)
        {
            RunVectors(workers, geometry, left, right, output);
            return;
        }

        fixed (float* leftPointer = left, rightPointer = right, outputPointer = output)
        {
            MatMulPanelsJob job = new(geometry, leftPointer, rightPointer, outputPointer);
            workers.For(job.Pieces, ref job);
        }
    }

    /// <summary>
    /// A matrix times one column is a fully connected layer: the left rows are its weights, the column is its input.
    /// </summary>
    private static void RunVectors(
        CpuWorkers workers,
        in MatMulGeometry geometry,
        ReadOnlySpan<float> left,
        ReadOnlySpan<float> right,
        Span<float> output)
    {
        LinearGeometry layer = new() { Rows = 1, InFeatures = geometry.Terms, OutFeatures = geometry.Rows };
        int matrix = geometry.Rows * geometry.Terms;
        for (int b = 0; b < geometry.Batches; b++)
        {
            BroadcastOffsets at = geometry.Meeting.Offsets(b);
            LinearSimd.Run(
                workers,
                layer,
                right.Slice(at.Right * geometry.Terms, geometry.Terms),
                left.Slice(at.Left * matrix, matrix),
                [],
                ClampRange.None,
                output.Slice(b * geometry.Rows, geometry.Rows));
        }
    }
}
