namespace MiniConvViz.Kernels;

/// <summary>The upper or lower triangle of matrices on the CPU: a row is zeros, a copy, and zeros.</summary>
internal static unsafe class TriluSimd
{
    /// <summary>As <see cref="TriluReference"/>.</summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[..., Rows, Columns]</param>
    /// <param name="output">[..., Rows, Columns]</param>
    public static void Run(
        CpuWorkers workers, in TriluGeometry geometry, ReadOnlySpan<float> input, Span<float> output)
    {
        fixed (float* inputPointer = input, outputPointer = output)
        {
            RowsJob job = new()
            {
                Geometry = geometry,
                Input = inputPointer,
                Output = outputPointer,
                Rows = geometry.Columns == 0 ? 0 : output.Length / geometry.Columns,
                RowsPerPiece = CpuGrain.ItemsPerPiece(geometry.Columns),
            };
            workers.For(CpuGrain.Pieces(job.Rows, job.RowsPerPiece), ref job);
        }
    }

    /// <summary>One piece is some rows of all matrices.</summary>
    private struct RowsJob : ICpuJob
    {
        public TriluGeometry Geometry;
        public float* Input;
        public float* Output;
        public int Rows;
        public int RowsPerPiece;

        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            int first = index * RowsPerPiece;
            int end = first + Math.Min(RowsPerPiece, Rows - first);
            for (int row = first; row < end; row++)
            {
                nint start = (nint)row * Geometry.Columns;
                ReadOnlySpan<float> input = new(Input + start, Geometry.Columns);
                Span<float> output = new(Output + start, Geometry.Columns);
                (int from, int to) = (Geometry.First(row), Geometry.End(row));
                output[..Math.Min(from, to)].Clear();
                input[from..Math.Max(from, to)].CopyTo(output[from..]);
                output[Math.Max(from, to)..].Clear();
            }
        }
    }
}
