using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// The index of the largest value, on the CPU. Where the values of one position are adjacent in memory, they are
/// compared one by one; where the positions are adjacent, one position per lane.
/// </summary>
internal static unsafe class ArgMaxSimd
{
    /// <summary><c>output[a,b] = the c for which input[a,c,b] is largest</c></summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes; Length is at least 1.</param>
    /// <param name="selectLast">Chooses the last of several equal values.</param>
    /// <param name="input">[Outer,Length,Inner]</param>
    /// <param name="output">[Outer,Inner]</param>
    public static void Run(
        CpuWorkers workers,
        in AxisGeometry geometry,
        bool selectLast,
        ReadOnlySpan<float> input,
        Span<float> output)
    {
        fixed (float* inputPointer = input, outputPointer = output)
        {
            if (geometry.Inner == 1)
            {
                RowsJob job = new()
                {
                    Input = inputPointer,
                    Output = outputPointer,
                    Rows = geometry.Outer,
                    Length = geometry.Length,
                    RowsPerPiece = CpuGrain.ItemsPerPiece(geometry.Length),
                    SelectLast = selectLast,
                };
                workers.For(CpuGrain.Pieces(job.Rows, job.RowsPerPiece), ref job);
            }
            else
            {
                ColumnsJob job = new()
                {
                    Geometry = geometry,
                    Bundles = new AxisBundles(geometry),
                    Input = inputPointer,
                    Output = outputPointer,
                    SelectLast = selectLast,
                };
                workers.For(job.Bundles.Pieces, ref job);
            }
        }
    }

    /// <summary>One piece is some rows.</summary>
    private struct RowsJob : ICpuJob
    {
        public float* Input;
        public float* Output;
        public int Rows;
        public int Length;
        public int RowsPerPiece;
        public bool SelectLast;

        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            int first = index * RowsPerPiece;
            int end = Math.Min(first + RowsPerPiece, Rows);
            for (int row = first; row < end; row++)
            {
                float* values = Input + ((nint)row * Length);
                Output[row] = SelectLast ? Last(values) : First(values);
            }
        }

        private readonly int First(float* values)
        {
            int best = 0;
            float largest = values[0];
            for (int c = 1; c < Length && !float.IsNaN(largest); c++)
            {
                // True for a NaN, too.
                if (!(values[c] <= largest))
                {
                    (best, largest) = (c, values[c]);
                }
            }

            return best;
        }

        private readonly int Last(float* values)
        {
            int best = Length - 1;
            float largest = values[best];
            for (int c = Length - 2; c >= 0 && !float.IsNaN(largest); c--)
            {
                if (!(values[c] <= largest))
                {
                    (best, largest) = (c, values[c]);
                }
            }

            return best;
        }
    }

    /// <summary>One piece is some bundles of positions (<see cref="AxisBundles"/>).</summary>
    private struct ColumnsJob : ICpuJob
    {
        public AxisGeometry Geometry;
        public AxisBundles Bundles;
        public float* Input;
        public float* Output;
        public bool SelectLast;

        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            for (int bundle = Bundles.First(index); bundle < Bundles.End(index); bundle++)
            {
                Bundle(Input + Bundles.Start(bundle), Output + Bundles.Position(bundle), Bundles.Lanes(bundle));
            }
        }

        /// <summary>Lane b follows position b of <paramref name="lanes"/> along the axis.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Bundle(float* input, float* output, int lanes)
        {
            Vector<float> largest = AxisBundles.Load(input, lanes);
            Vector<float> best = Vector<float>.Zero;
            for (nint c = 1; c < Geometry.Length; c++)
            {
                Vector<float> x = AxisBundles.Load(input + (c * Geometry.Inner), lanes);
                Vector<int> isNaN = ~Vector.Equals(x, x);
                Vector<int> takes = SelectLast
                    ? Vector.GreaterThanOrEqual(x, largest) | isNaN
                    : Vector.GreaterThan(x, largest) | (isNaN & Vector.Equals(largest, largest));
                largest = Vector.ConditionalSelect(takes, x, largest);
                best = Vector.ConditionalSelect(takes, Vector.Create((float)c), best);
            }

            AxisBundles.Store(best, output, lanes);
        }
    }
}
