using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// A local response normalisation on the CPU's vector units: each lane computes one pixel, channel after channel.
/// </summary>
internal static unsafe class LocalResponseNormSimd
{
    /// <summary>
    /// <c>output[n,c,p] = input[n,c,p] / (k + alpha / size * sum over j in window(c) of input[n,j,p]^2)^beta</c>, as
    /// <see cref="LocalResponseNormReference"/>, in float.
    /// </summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes and constants.</param>
    /// <param name="input">[N,C,Plane]</param>
    /// <param name="output">[N,C,Plane]</param>
    public static void Run(
        CpuWorkers workers, in LocalResponseNormGeometry geometry, ReadOnlySpan<float> input, Span<float> output)
    {
        fixed (float* inputPointer = input, outputPointer = output)
        {
            AxisGeometry channels = new()
            {
                Outer = geometry.Batch,
                Length = geometry.Channels,
                Inner = geometry.Plane,
            };
            BundlesJob job = new()
            {
                Geometry = geometry,
                Bundles = new AxisBundles(channels),
                Input = inputPointer,
                Output = outputPointer,
            };
            workers.For(job.Bundles.Pieces, ref job);
        }
    }

    /// <summary>One piece is some bundles of pixels.</summary>
    private struct BundlesJob : ICpuJob
    {
        public LocalResponseNormGeometry Geometry;
        public AxisBundles Bundles;
        public float* Input;
        public float* Output;

        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            for (int bundle = Bundles.First(index); bundle < Bundles.End(index); bundle++)
            {
                nint start = Bundles.Start(bundle);
                Bundle(Input + start, Output + start, Bundles.Lanes(bundle));
            }
        }

        /// <summary>Lane b computes all channels of pixel b of <paramref name="lanes"/>.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Bundle(float* input, float* output, int lanes)
        {
            nint plane = Geometry.Plane;
            float factor = Geometry.Alpha / Geometry.Size;
            for (int c = 0; c < Geometry.Channels; c++)
            {
                Vector<float> squares = Vector<float>.Zero;
                for (int j = Geometry.First(c); j < Geometry.End(c); j++)
                {
                    Vector<float> x = AxisBundles.Load(input + (j * plane), lanes);
                    squares += x * x;
                }

                Vector<float> sum = Vector.Create(Geometry.K) + (squares * factor);
                AxisBundles.Store(
                    AxisBundles.Load(input + (c * plane), lanes) * Power(sum), output + (c * plane), lanes);
            }
        }

        /// <summary><c>sum^-beta</c>; the power 0 is 1, of 0 and infinity as well.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly Vector<float> Power(Vector<float> sum)
        {
            if (Geometry.Beta == 0f)
            {
                return Vector<float>.One;
            }

            Vector<float> sign = Vector.ConditionalSelect(
                Vector.LessThan(sum, Vector<float>.Zero), Vector.Create(Geometry.SignOfNegative), Vector<float>.One);
            return sign * VectorExp.Exp(Vector.Log(Vector.Abs(sum)) * -Geometry.Beta);
        }
    }
}
