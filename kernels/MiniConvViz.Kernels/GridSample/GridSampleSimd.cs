namespace MiniConvViz.Kernels;

/// <summary>
/// Sampling an image at the positions of a grid on the CPU's threads. The pixels and weights of a position are computed
/// once for all channels.
/// </summary>
internal static unsafe class GridSampleSimd
{
    private const int MostTaps = 4;

    /// <summary>As <see cref="GridSampleReference"/>.</summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[N,C,H,W]</param>
    /// <param name="grid">[N,Positions,2], x before y.</param>
    /// <param name="output">[N,C,Positions]</param>
    public static void Run(
        CpuWorkers workers,
        in GridSampleGeometry geometry,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> grid,
        Span<float> output)
    {
        fixed (float* inputPointer = input, gridPointer = grid, outputPointer = output)
        {
            PositionsJob job = new()
            {
                Geometry = geometry,
                Input = inputPointer,
                Grid = gridPointer,
                Output = outputPointer,
                PerPiece = CpuGrain.ItemsPerPiece((long)geometry.Channels * geometry.Taps * geometry.Taps),
            };
            workers.For(CpuGrain.Pieces(geometry.Batch * geometry.Positions, job.PerPiece), ref job);
        }
    }

    /// <summary>One piece is some positions, of all images.</summary>
    private struct PositionsJob : ICpuJob
    {
        public GridSampleGeometry Geometry;
        public float* Input;
        public float* Grid;
        public float* Output;
        public int PerPiece;

        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            int first = index * PerPiece;
            int end = first + Math.Min(PerPiece, (Geometry.Batch * Geometry.Positions) - first);
            int* pixels = stackalloc int[MostTaps * MostTaps];
            float* weights = stackalloc float[MostTaps * MostTaps];
            for (int position = first; position < end; position++)
            {
                int n = position / Geometry.Positions;
                nint image = (nint)n * Geometry.Channels;
                float* input = Input + (image * Geometry.Height * Geometry.Width);
                float* output = Output + (image * Geometry.Positions) + (position % Geometry.Positions);
                float x = Geometry.Position(Grid[2 * (nint)position], Geometry.Width);
                float y = Geometry.Position(Grid[(2 * (nint)position) + 1], Geometry.Height);
                bool isPosition = !float.IsNaN(x) && !float.IsNaN(y);
                int count = isPosition ? Fill(x, y, pixels, weights) : 0;
                for (int c = 0; c < Geometry.Channels; c++)
                {
                    float* plane = input + ((nint)c * Geometry.Height * Geometry.Width);
                    output[(nint)c * Geometry.Positions] =
                        isPosition ? Sum(plane, pixels, weights, count) : float.NaN;
                }
            }
        }

        private static float Sum(float* plane, int* pixels, float* weights, int count)
        {
            float sum = 0f;
            for (int i = 0; i < count; i++)
            {
                sum += weights[i] * plane[pixels[i]];
            }

            return sum;
        }

        /// <summary>The pixels of a position that lie in the image, with their weights; returns how many.</summary>
        private readonly int Fill(float x, float y, int* pixels, float* weights)
        {
            int count = 0;
            for (int ky = 0; ky < Geometry.Taps; ky++)
            {
                int pixelY = Geometry.Pixel(Geometry.First(y), ky, Geometry.Height);
                for (int kx = 0; kx < Geometry.Taps; kx++)
                {
                    int pixelX = Geometry.Pixel(Geometry.First(x), kx, Geometry.Width);
                    if (pixelY != GridSampleGeometry.None && pixelX != GridSampleGeometry.None)
                    {
                        pixels[count] = (pixelY * Geometry.Width) + pixelX;
                        weights[count] = Geometry.Weight(y, ky) * Geometry.Weight(x, kx);
                        count++;
                    }
                }
            }

            return count;
        }
    }
}
