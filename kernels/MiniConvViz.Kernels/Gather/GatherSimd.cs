namespace MiniConvViz.Kernels;

/// <summary>Gathering slices of a tensor by index with block copies, spread over the CPU's threads.</summary>
internal static unsafe class GatherSimd
{
    /// <summary>
    /// <c>output[outer,i,inner] = input[outer,indices[i],inner]</c>, as <see cref="GatherReference"/>.
    /// </summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[Outer,Length,Inner]</param>
    /// <param name="indices">[Count], whole numbers from -Length to Length-1.</param>
    /// <param name="output">[Outer,Count,Inner]</param>
    public static void Run(
        CpuWorkers workers,
        in GatherGeometry geometry,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> indices,
        Span<float> output)
    {
        fixed (float* inputPointer = input, indicesPointer = indices, outputPointer = output)
        {
            SlicesJob job = new()
            {
                Geometry = geometry,
                Input = inputPointer,
                Indices = indicesPointer,
                Output = outputPointer,
                Slices = geometry.Outer * geometry.Count,
                SlicesPerPiece = CpuGrain.ItemsPerPiece(geometry.Inner),
            };
            workers.For(CpuGrain.Pieces(job.Slices, job.SlicesPerPiece), ref job);
        }
    }

    /// <summary>One piece is some slices of the output, each of Inner adjacent values.</summary>
    private struct SlicesJob : ICpuJob
    {
        public GatherGeometry Geometry;
        public float* Input;
        public float* Indices;
        public float* Output;
        public int Slices;
        public int SlicesPerPiece;

        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            int first = index * SlicesPerPiece;
            int end = first + Math.Min(SlicesPerPiece, Slices - first);
            for (int slice = first; slice < end; slice++)
            {
                int outer = slice / Geometry.Count;
                int from = (outer * Geometry.Length) + Geometry.Slice(Indices[slice % Geometry.Count]);
                ReadOnlySpan<float> input = new(Input + ((nint)from * Geometry.Inner), Geometry.Inner);
                input.CopyTo(new Span<float>(Output + ((nint)slice * Geometry.Inner), Geometry.Inner));
            }
        }
    }
}
