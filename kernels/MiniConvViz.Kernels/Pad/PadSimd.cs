namespace MiniConvViz.Kernels;

/// <summary>
/// Padding on the CPU's threads: the part of a row that lies inside the input is copied as a block.
/// </summary>
internal static unsafe class PadSimd
{
    /// <summary>
    /// <c>output[..., x, ...] = input[..., x - before, ...]</c>, and beyond the input's edges the values of
    /// <see cref="PadMode"/>; as <see cref="PadReference"/>.
    /// </summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes, and the mode.</param>
    /// <param name="input">The shape of the geometry's InExtents.</param>
    /// <param name="value">The value outside in mode Constant.</param>
    /// <param name="output">The shape of the geometry's OutExtents.</param>
    public static void Run(
        CpuWorkers workers, in PadGeometry geometry, ReadOnlySpan<float> input, float value, Span<float> output)
    {
        PadGeometry axes = geometry.Coalesced();
        if (axes.Rank == 0)
        {
            output[0] = input[0];
            return;
        }

        int width = axes.OutExtents[axes.Rank - 1];
        fixed (float* inputPointer = input, outputPointer = output)
        {
            RowsJob job = new()
            {
                Geometry = axes,
                Input = inputPointer,
                Value = value,
                Output = outputPointer,
                Rows = output.Length / Math.Max(width, 1),
                RowsPerPiece = CpuGrain.ItemsPerPiece(width),
            };
            workers.For(CpuGrain.Pieces(job.Rows, job.RowsPerPiece), ref job);
        }
    }

    /// <summary>One piece is some rows of the output.</summary>
    private struct RowsJob : ICpuJob
    {
        public PadGeometry Geometry;
        public float* Input;
        public float Value;
        public float* Output;
        public int Rows;
        public int RowsPerPiece;

        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            int last = Geometry.Rank - 1;
            int inWidth = Geometry.InExtents[last];
            int outWidth = Geometry.OutExtents[last];
            int first = index * RowsPerPiece;
            int end = first + Math.Min(RowsPerPiece, Rows - first);
            for (int row = first; row < end; row++)
            {
                Span<float> output = new(Output + ((nint)row * outWidth), outWidth);
                int source = Geometry.Source(row, last);
                if (source == PadGeometry.Outside)
                {
                    output.Fill(Value);
                }
                else
                {
                    PadRow(new ReadOnlySpan<float>(Input + ((nint)source * inWidth), inWidth), output);
                }
            }
        }

        /// <summary>The part of the row inside the input is one block, with padding before and after it.</summary>
        private readonly void PadRow(ReadOnlySpan<float> input, Span<float> output)
        {
            int before = Geometry.Before[Geometry.Rank - 1];
            int start = Math.Clamp(before, 0, output.Length);
            int end = Math.Clamp(before + input.Length, start, output.Length);
            if (start < end)
            {
                input[(start - before)..(end - before)].CopyTo(output[start..end]);
            }

            PadEnd(input, output, 0, start);
            PadEnd(input, output, end, output.Length);
        }

        private readonly void PadEnd(ReadOnlySpan<float> input, Span<float> output, int start, int end)
        {
            for (int x = start; x < end; x++)
            {
                int source = Geometry.SourceAlong(Geometry.Rank - 1, x);
                output[x] = source == PadGeometry.Outside ? Value : input[source];
            }
        }
    }
}
