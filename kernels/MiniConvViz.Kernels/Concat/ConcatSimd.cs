namespace MiniConvViz.Kernels;

/// <summary>Concatenating feature maps along the channels with block copies, spread over the CPU's threads.</summary>
internal static unsafe class ConcatSimd
{
    /// <summary>
    /// Copies one of the inputs, as <see cref="ConcatReference"/>: <c>output[row*outputInner + outputOffset + i] =
    /// input[row*inner + i]</c>.
    /// </summary>
    /// <param name="workers">The threads.</param>
    /// <param name="outer">The rows: the batch size N.</param>
    /// <param name="inner">Values per row of the input: C*H*W.</param>
    /// <param name="input">[outer,inner]</param>
    /// <param name="outputInner">
    /// Values per row of the output: the sum of <paramref name="inner"/> over all inputs.
    /// </param>
    /// <param name="outputOffset">Where this input's values begin in a row.</param>
    /// <param name="output">[outer,outputInner]; the rest is unchanged.</param>
    public static void Run(
        CpuWorkers workers,
        int outer,
        int inner,
        ReadOnlySpan<float> input,
        int outputInner,
        int outputOffset,
        Span<float> output)
    {
        fixed (float* inputPointer = input, outputPointer = output)
        {
            RangeJob job = new()
            {
                Inner = inner,
                Input = inputPointer,
                OutputInner = outputInner,
                OutputOffset = outputOffset,
                Output = outputPointer,
                Count = outer * inner,
            };
            workers.For(CpuGrain.Pieces(job.Count, CpuGrain.Floats), ref job);
        }
    }

    /// <summary>
    /// One piece is a range of <see cref="CpuGrain.Floats"/> values, wherever in a row it begins and ends.
    /// </summary>
    private struct RangeJob : ICpuJob
    {
        public int Inner;
        public float* Input;
        public int OutputInner;
        public int OutputOffset;
        public float* Output;
        public int Count;

        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            int first = index * CpuGrain.Floats;
            int end = first + Math.Min(CpuGrain.Floats, Count - first);
            while (first < end)
            {
                int row = first / Inner;
                int column = first % Inner;
                int count = Math.Min(end - first, Inner - column);
                ReadOnlySpan<float> from = new(Input + first, count);
                from.CopyTo(new Span<float>(Output + ((nint)row * OutputInner) + OutputOffset + column, count));
                first += count;
            }
        }
    }
}
