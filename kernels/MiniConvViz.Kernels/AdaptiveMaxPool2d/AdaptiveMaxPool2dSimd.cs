namespace MiniConvViz.Kernels;

/// <summary>Adaptive max pooling on the CPU's vector units.</summary>
public static unsafe class AdaptiveMaxPool2dSimd
{
    /// <summary>
    /// <c>output[n,c,y,x] = max of input[n, c, floor(y*H/OH) .. ceil((y+1)*H/OH), floor(x*W/OW) ..
    /// ceil((x+1)*W/OW)]</c>, as <see cref="AdaptiveMaxPool2dReference"/>.
    /// </summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[N,C,H,W]</param>
    /// <param name="output">[N,C,OH,OW]</param>
    public static void Run(
        CpuWorkers workers, in AdaptivePool2dGeometry geometry, ReadOnlySpan<float> input, Span<float> output)
    {
        fixed (float* inputPointer = input, outputPointer = output)
        {
            int planesPerPiece = CpuGrain.ItemsPerPiece((long)geometry.InHeight * geometry.InWidth);
            PlanesJob job = new()
            {
                Geometry = geometry,
                Input = inputPointer,
                Output = outputPointer,
                PlanesPerPiece = planesPerPiece,
            };
            int pieces = CpuGrain.Pieces(geometry.Batch * geometry.Channels, planesPerPiece);
            workers.For(pieces, ref job, scratchFloats: geometry.InWidth);
        }
    }

    /// <summary>One piece is some channels of some images.</summary>
    private struct PlanesJob : ICpuJob
    {
        public AdaptivePool2dGeometry Geometry;
        public float* Input;
        public float* Output;
        public int PlanesPerPiece;

        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            float* row = workers.Scratch(worker, Geometry.InWidth);
            int first = index * PlanesPerPiece;
            int end = Math.Min(first + PlanesPerPiece, Geometry.Batch * Geometry.Channels);
            for (int plane = first; plane < end; plane++)
            {
                float* image = Input + ((nint)plane * Geometry.InHeight * Geometry.InWidth);
                Windows(image, row, Output + ((nint)plane * Geometry.OutHeight * Geometry.OutWidth));
            }
        }

        /// <summary>
        /// Every row of windows is reduced downwards first, all columns at once, then each window sideways.
        /// </summary>
        private readonly void Windows(float* image, float* row, float* output)
        {
            int width = Geometry.InWidth;
            for (int y = 0; y < Geometry.OutHeight; y++)
            {
                int firstRow = Geometry.FirstRow(y);
                float* rows = image + ((nint)firstRow * width);
                Pool2dRows.Reduce(default(MaxReduction), rows, Geometry.EndRow(y) - firstRow, width, width, row);
                for (int x = 0; x < Geometry.OutWidth; x++)
                {
                    float maximum = float.NegativeInfinity;
                    for (int inX = Geometry.FirstColumn(x); inX < Geometry.EndColumn(x); inX++)
                    {
                        maximum = MathF.Max(maximum, row[inX]);
                    }

                    *output++ = maximum;
                }
            }
        }
    }
}
