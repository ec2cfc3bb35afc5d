namespace MiniConvViz.Kernels;

/// <summary>Gathering elements from places that rows of indices name, spread over the CPU's threads.</summary>
internal static unsafe class GatherNDSimd
{
    /// <summary><c>output[row,inner] = input[place(row) + inner]</c>, as <see cref="GatherNDReference"/>.</summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">The tensor that the places are in.</param>
    /// <param name="indices">[Rows,Depth], whole numbers.</param>
    /// <param name="output">[Rows,Inner]</param>
    public static void Run(
        CpuWorkers workers,
        in PlaceGeometry geometry,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> indices,
        Span<float> output)
    {
        fixed (float* inputPointer = input, indicesPointer = indices, outputPointer = output)
        {
            RowsJob job = new()
            {
                Geometry = geometry,
                Input = inputPointer,
                Indices = indicesPointer,
                Output = outputPointer,
                PerPiece = CpuGrain.ItemsPerPiece((long)geometry.Inner + geometry.Depth),
            };
            workers.For(CpuGrain.Pieces(geometry.Rows, job.PerPiece), ref job);
        }
    }

    /// <summary>The place that a row of indices names.</summary>
    public static int Place(in PlaceGeometry geometry, int row, float* indices)
    {
        int place = geometry.Origins.Position(row);
        float* of = indices + ((nint)row * geometry.Depth);
        for (int j = 0; j < geometry.Depth; j++)
        {
            place += geometry.Offset(j, of[j]);
        }

        return place;
    }

    /// <summary>One piece is some rows.</summary>
    private struct RowsJob : ICpuJob
    {
        public PlaceGeometry Geometry;
        public float* Input;
        public float* Indices;
        public float* Output;
        public int PerPiece;

        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            int first = index * PerPiece;
            int end = first + Math.Min(PerPiece, Geometry.Rows - first);
            for (int row = first; row < end; row++)
            {
                float* from = Input + Place(Geometry, row, Indices);
                float* to = Output + ((nint)row * Geometry.Inner);
                if (Geometry.Inner == 1)
                {
                    *to = *from;
                }
                else
                {
                    new ReadOnlySpan<float>(from, Geometry.Inner).CopyTo(new Span<float>(to, Geometry.Inner));
                }
            }
        }
    }
}
