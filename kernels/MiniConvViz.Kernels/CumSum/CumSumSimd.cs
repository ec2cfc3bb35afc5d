using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// Running sums on the CPU: as many positions as a vector has lanes side by side, in double. Where the elements of one
/// position are neighbours, a bundle is that one position.
/// </summary>
internal static unsafe class CumSumSimd
{
    /// <summary>The values of <see cref="CumSumReference"/>, to the last bit.</summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[Outer,Length,Inner]</param>
    /// <param name="output">[Outer,Length,Inner]</param>
    public static void Run(
        CpuWorkers workers, in CumSumGeometry geometry, ReadOnlySpan<float> input, Span<float> output)
    {
        fixed (float* inputPointer = input, outputPointer = output)
        {
            BundlesJob job = new()
            {
                Geometry = geometry,
                Bundles = new AxisBundles(geometry.Axis),
                Input = inputPointer,
                Output = outputPointer,
            };
            workers.For(job.Bundles.Pieces, ref job);
        }
    }

    /// <summary>One piece is some bundles of positions.</summary>
    private struct BundlesJob : ICpuJob
    {
        public CumSumGeometry Geometry;
        public AxisBundles Bundles;
        public float* Input;
        public float* Output;

        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            for (int bundle = Bundles.First(index); bundle < Bundles.End(index); bundle++)
            {
                int start = Geometry.Start(Bundles.Position(bundle));
                if (Bundles.Lanes(bundle) == 1)
                {
                    Row(start);
                }
                else
                {
                    Bundle(start, Bundles.Lanes(bundle));
                }
            }
        }

        private readonly void Row(int at)
        {
            double sum = 0;
            for (int i = 0; i < Geometry.Axis.Length; i++, at += Geometry.Step)
            {
                double next = sum + Input[at];
                Output[at] = (float)(Geometry.IsExclusive == 0 ? next : sum);
                sum = next;
            }
        }

        /// <summary>Lane b follows position b of <paramref name="lanes"/> along the axis.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Bundle(int at, int lanes)
        {
            Vector<double> low = Vector<double>.Zero;
            Vector<double> high = Vector<double>.Zero;
            for (int i = 0; i < Geometry.Axis.Length; i++, at += Geometry.Step)
            {
                Vector.Widen(
                    AxisBundles.Load(Input + at, lanes), out Vector<double> lower, out Vector<double> upper);
                (Vector<double> nextLow, Vector<double> nextHigh) = (low + lower, high + upper);
                AxisBundles.Store(
                    Geometry.IsExclusive == 0 ? Vector.Narrow(nextLow, nextHigh) : Vector.Narrow(low, high),
                    Output + at,
                    lanes);
                (low, high) = (nextLow, nextHigh);
            }
        }
    }
}
