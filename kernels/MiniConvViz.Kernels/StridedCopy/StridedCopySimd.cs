namespace MiniConvViz.Kernels;

/// <summary>
/// Reading a tensor through a view on the CPU's threads: contiguous rows are copied as blocks.
/// </summary>
internal static unsafe class StridedCopySimd
{
    /// <summary>
    /// <c>output[i0, i1, ...] = input[offset + i0*strides[0] + i1*strides[1] + ...]</c>, as
    /// <see cref="StridedCopyReference"/>.
    /// </summary>
    /// <param name="workers">The threads.</param>
    /// <param name="view">Which elements are read, in which order.</param>
    /// <param name="input">All elements that the view can read.</param>
    /// <param name="output">The shape of the view's extents.</param>
    public static void Run(CpuWorkers workers, in StridedView view, ReadOnlySpan<float> input, Span<float> output)
    {
        StridedView rows = view.Coalesced();
        if (rows.Rank == 0)
        {
            output[0] = input[rows.Offset];
            return;
        }

        fixed (float* inputPointer = input, outputPointer = output)
        {
            RangeJob job = new()
            {
                View = rows,
                Input = inputPointer,
                Output = outputPointer,
                Count = output.Length,
            };
            workers.For(CpuGrain.Pieces(job.Count, CpuGrain.Floats), ref job);
        }
    }

    /// <summary>
    /// One piece is a range of <see cref="CpuGrain.Floats"/> values, wherever in a row it begins and ends.
    /// </summary>
    private struct RangeJob : ICpuJob
    {
        public StridedView View;
        public float* Input;
        public float* Output;
        public int Count;

        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            int first = index * CpuGrain.Floats;
            int end = first + Math.Min(CpuGrain.Floats, Count - first);
            int stride = View.Strides[View.Rank - 1];
            StridedWalk walk = new(View, first);
            while (first < end)
            {
                int count = Math.Min(end - first, walk.RowLeft);
                CopyRow(Input + walk.Position, stride, new Span<float>(Output + first, count));
                walk.Advance(count);
                first += count;
            }
        }

        private static void CopyRow(float* input, int stride, Span<float> output)
        {
            if (stride == 1)
            {
                new ReadOnlySpan<float>(input, output.Length).CopyTo(output);
                return;
            }

            if (stride == 0)
            {
                output.Fill(*input);
                return;
            }

            for (int i = 0; i < output.Length; i++)
            {
                output[i] = input[(nint)i * stride];
            }
        }
    }
}
