namespace MiniConvViz.Kernels;

/// <summary>
/// The K largest elements on the CPU's threads. Each of the K rounds reads all elements, without memory of its own.
/// </summary>
internal static unsafe class TopKSimd
{
    /// <summary>As <see cref="TopKReference"/>.</summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[Outer,Length,Inner]</param>
    /// <param name="output">[Outer,K,Inner]</param>
    public static void Run(
        CpuWorkers workers, in TopKGeometry geometry, ReadOnlySpan<float> input, Span<float> output)
    {
        fixed (float* inputPointer = input, outputPointer = output)
        {
            PositionsJob job = new()
            {
                Geometry = geometry,
                Input = inputPointer,
                Output = outputPointer,
                PerPiece = CpuGrain.ItemsPerPiece((long)geometry.Axis.Length * geometry.K),
            };
            workers.For(CpuGrain.Pieces(geometry.Axis.Positions, job.PerPiece), ref job);
        }
    }

    /// <summary>One piece is some positions.</summary>
    private struct PositionsJob : ICpuJob
    {
        public TopKGeometry Geometry;
        public float* Input;
        public float* Output;
        public int PerPiece;

        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            int first = index * PerPiece;
            int end = first + Math.Min(PerPiece, Geometry.Axis.Positions - first);
            for (int position = first; position < end; position++)
            {
                Choose(position);
            }
        }

        private readonly void Choose(int position)
        {
            TopKGeometry geometry = Geometry;
            int first = geometry.Axis.First(position);
            int to = geometry.FirstOutput(position);
            int last = -1;
            for (int k = 0; k < geometry.K; k++)
            {
                int best = -1;
                for (int i = 0; i < geometry.Axis.Length; i++)
                {
                    float x = Input[first + (i * geometry.Axis.Inner)];
                    bool isLeft =
                        last < 0 || geometry.IsBefore(Input[first + (last * geometry.Axis.Inner)], last, x, i);
                    if (isLeft
                        && (best < 0 || geometry.IsBefore(x, i, Input[first + (best * geometry.Axis.Inner)], best)))
                    {
                        best = i;
                    }
                }

                Output[to + (k * geometry.Axis.Inner)] =
                    geometry.GivesIndices != 0 ? best : Input[first + (best * geometry.Axis.Inner)];
                last = best;
            }
        }
    }
}
