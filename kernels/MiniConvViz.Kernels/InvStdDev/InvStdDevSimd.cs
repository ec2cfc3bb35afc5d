namespace MiniConvViz.Kernels;

/// <summary>The inverse standard deviation of rows on the CPU's vector units.</summary>
internal static unsafe class InvStdDevSimd
{
    /// <summary><c>output[a] = 1 / sqrt(variance of input[a,:] + eps)</c>, in double.</summary>
    /// <param name="workers">The threads.</param>
    /// <param name="length">Values in a row.</param>
    /// <param name="input">[rows,length]</param>
    /// <param name="eps">Added to the variance, so that nothing is divided by zero.</param>
    /// <param name="output">[rows]</param>
    public static void Run(CpuWorkers workers, int length, ReadOnlySpan<float> input, float eps, Span<float> output)
    {
        fixed (float* inputPointer = input, outputPointer = output)
        {
            RowsJob job = new()
            {
                Input = inputPointer,
                Output = outputPointer,
                Rows = output.Length,
                Length = length,
                Eps = eps,
                RowsPerPiece = CpuGrain.ItemsPerPiece(length),
            };
            workers.For(CpuGrain.Pieces(job.Rows, job.RowsPerPiece), ref job);
        }
    }

    /// <summary>One piece is some rows.</summary>
    private struct RowsJob : ICpuJob
    {
        public float* Input;
        public float* Output;
        public int Rows;
        public int Length;
        public float Eps;
        public int RowsPerPiece;

        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            int first = index * RowsPerPiece;
            int end = Math.Min(first + RowsPerPiece, Rows);
            for (int row = first; row < end; row++)
            {
                (_, double variance) = RowMoments.Of(Input + ((nint)row * Length), Length);
                Output[row] = (float)(1.0 / Math.Sqrt(variance + Eps));
            }
        }
    }
}
