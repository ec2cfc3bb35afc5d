using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>Adaptive average pooling on the CPU's vector units.</summary>
public static unsafe class AdaptiveAvgPool2dSimd
{
    /// <summary>
    /// <c>output[n,c,y,x] = mean of input[n, c, floor(y*H/OH) .. ceil((y+1)*H/OH), floor(x*W/OW) ..
    /// ceil((x+1)*W/OW)]</c>, as
    /// <see cref="AdaptiveAvgPool2dReference"/>.
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
        // So few numbers are summed in float, lane by lane, before the sum moves on to double.
        private const int BlockFloats = 128;

        public AdaptivePool2dGeometry Geometry;
        public float* Input;
        public float* Output;
        public int PlanesPerPiece;

        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            float* row = workers.Scratch(worker, Geometry.InWidth);
            bool wholePlane = Geometry.OutHeight == 1 && Geometry.OutWidth == 1;
            int first = index * PlanesPerPiece;
            int end = Math.Min(first + PlanesPerPiece, Geometry.Batch * Geometry.Channels);
            for (int plane = first; plane < end; plane++)
            {
                float* image = Input + ((nint)plane * Geometry.InHeight * Geometry.InWidth);
                if (wholePlane)
                {
                    Output[plane] = Mean(image, Geometry.InHeight * Geometry.InWidth);
                }
                else
                {
                    Windows(image, row, Output + ((nint)plane * Geometry.OutHeight * Geometry.OutWidth));
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static float Mean(float* numbers, int count)
        {
            double sum = 0.0;
            for (int start = 0; start < count; start += BlockFloats)
            {
                int end = start + Math.Min(BlockFloats, count - start);
                Vector<float> lanes = Vector<float>.Zero;
                int i = start;
                for (; i <= end - Vector<float>.Count; i += Vector<float>.Count)
                {
                    lanes += Vector.Load(numbers + i);
                }

                sum += Vector.Sum(lanes);
                for (; i < end; i++)
                {
                    sum += numbers[i];
                }
            }

            return (float)(sum / count);
        }

        /// <summary>
        /// Every row of windows is summed downwards first, all columns at once, then each window sideways.
        /// </summary>
        private readonly void Windows(float* image, float* row, float* output)
        {
            for (int y = 0; y < Geometry.OutHeight; y++)
            {
                int firstRow = Geometry.FirstRow(y);
                int rows = Geometry.EndRow(y) - firstRow;
                Pool2dRows.Reduce(
                    default(AverageReduction),
                    image + ((nint)firstRow * Geometry.InWidth),
                    rows,
                    Geometry.InWidth,
                    Geometry.InWidth,
                    row);
                for (int x = 0; x < Geometry.OutWidth; x++)
                {
                    int firstColumn = Geometry.FirstColumn(x);
                    int endColumn = Geometry.EndColumn(x);
                    double sum = 0.0;
                    for (int inX = firstColumn; inX < endColumn; inX++)
                    {
                        sum += row[inX];
                    }

                    *output++ = (float)(sum / (rows * (endColumn - firstColumn)));
                }
            }
        }
    }
}
