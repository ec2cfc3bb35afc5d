using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>A group normalisation on the CPU's vector units.</summary>
internal static unsafe class GroupNormSimd
{
    /// <summary>
    /// <c>output[n,c,p] = (input[n,c,p] - mean[n,g]) / sqrt(variance[n,g] + eps) * weight[c] + bias[c]</c>, as
    /// <see cref="GroupNormReference"/>: mean and variance in double, the rest in float.
    /// </summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[N,C,Plane]</param>
    /// <param name="weight">[C]</param>
    /// <param name="bias">[C]</param>
    /// <param name="eps">Added to the variance, so that nothing is divided by zero.</param>
    /// <param name="output">[N,C,Plane]; may be the input itself.</param>
    public static void Run(
        CpuWorkers workers,
        in GroupNormGeometry geometry,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias,
        float eps,
        Span<float> output)
    {
        fixed (float* inputPointer = input, weightPointer = weight, biasPointer = bias, outputPointer = output)
        {
            RowsJob job = new()
            {
                Geometry = geometry,
                Input = inputPointer,
                Weight = weightPointer,
                Bias = biasPointer,
                Eps = eps,
                Output = outputPointer,
                RowsPerPiece = CpuGrain.ItemsPerPiece(geometry.Length),
            };
            workers.For(CpuGrain.Pieces(geometry.Rows, job.RowsPerPiece), ref job);
        }
    }

    /// <summary>One piece is some groups of some images.</summary>
    private struct RowsJob : ICpuJob
    {
        public GroupNormGeometry Geometry;
        public float* Input;
        public float* Weight;
        public float* Bias;
        public float Eps;
        public float* Output;
        public int RowsPerPiece;

        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            int plane = Geometry.Plane;
            int first = index * RowsPerPiece;
            int end = Math.Min(first + RowsPerPiece, Geometry.Rows);
            for (int row = first; row < end; row++)
            {
                nint start = (nint)row * Geometry.Length;
                (double mean, double variance) = RowMoments.Of(Input + start, Geometry.Length);
                double scale = 1.0 / Math.Sqrt(variance + Eps);
                for (int i = 0; i < Geometry.Length; i += plane)
                {
                    int c = Geometry.Channel(row, i);
                    float* output = Output + start + i;
                    Normalize(Input + start + i, (float)mean, (float)(Weight[c] * scale), Bias[c], output, plane);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Normalize(float* input, float mean, float scale, float offset, float* output, int count)
        {
            Vector<float> means = Vector.Create(mean);
            Vector<float> offsets = Vector.Create(offset);
            int i = 0;
            for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector.Store(((Vector.Load(input + i) - means) * scale) + offsets, output + i);
            }

            for (; i < count; i++)
            {
                output[i] = ((input[i] - mean) * scale) + offset;
            }
        }
    }
}
