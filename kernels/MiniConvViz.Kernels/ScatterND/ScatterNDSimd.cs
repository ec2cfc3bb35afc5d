namespace MiniConvViz.Kernels;

/// <summary>
/// Scattering on the CPU's threads. Each piece owns a range of the output and goes through all rows in order, so that
/// no two threads write to one place and the order at each place is that of the rows.
/// </summary>
internal static unsafe class ScatterNDSimd
{
    /// <summary>As <see cref="ScatterNDReference"/>.</summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[Count]</param>
    /// <param name="indices">[Rows,Depth], whole numbers.</param>
    /// <param name="updates">[Rows,Inner]</param>
    /// <param name="output">[Count]</param>
    public static void Run(
        CpuWorkers workers,
        in ScatterGeometry geometry,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> indices,
        ReadOnlySpan<float> updates,
        Span<float> output)
    {
        // Each piece reads all indices: no more pieces than threads.
        int blocks = geometry.Count / Math.Max(geometry.Places.Inner, 1);
        int grains = CpuGrain.Pieces(geometry.Count, CpuGrain.Floats);
        int pieces = Math.Max(Math.Min(Math.Min(grains, workers.Threads), blocks), 1);
        fixed (float* inputPointer = input, indicesPointer = indices, updatesPointer = updates)
        {
            fixed (float* outputPointer = output)
            {
                RangeJob job = new()
                {
                    Geometry = geometry,
                    Input = inputPointer,
                    Indices = indicesPointer,
                    Updates = updatesPointer,
                    Output = outputPointer,
                    Blocks = blocks,
                    BlocksPerPiece = CpuGrain.Pieces(blocks, pieces),
                };
                workers.For(pieces, ref job);
            }
        }
    }

    /// <summary>One piece is a range of the output's blocks, each of Inner elements.</summary>
    private struct RangeJob : ICpuJob
    {
        public ScatterGeometry Geometry;
        public float* Input;
        public float* Indices;
        public float* Updates;
        public float* Output;
        public int Blocks;
        public int BlocksPerPiece;

        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            int inner = Geometry.Places.Inner;
            int first = (int)Math.Min((long)index * BlocksPerPiece, Blocks) * inner;
            int end = (int)Math.Min(((long)index + 1) * BlocksPerPiece, Blocks) * inner;
            new ReadOnlySpan<float>(Input + first, end - first).CopyTo(new Span<float>(Output + first, end - first));
            for (int row = 0; row < Geometry.Places.Rows; row++)
            {
                int place = GatherNDSimd.Place(Geometry.Places, row, Indices);
                if (place >= first && place < end)
                {
                    Apply(Updates + ((nint)row * inner), Output + place, inner);
                }
            }
        }

        private readonly void Apply(float* updates, float* output, int count)
        {
            for (int i = 0; i < count; i++)
            {
                output[i] = Geometry.Apply(output[i], updates[i]);
            }
        }
    }
}
