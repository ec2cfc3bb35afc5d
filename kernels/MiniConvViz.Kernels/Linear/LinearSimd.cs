using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// A fully connected layer on the CPU's vector units. Every weight is used once per row, so for one row the speed is
/// that of memory: four weight rows are read side by side, and each is read once for two input rows.
/// </summary>
public static unsafe class LinearSimd
{
    private const int FeaturesAtOnce = 4;

    /// <summary>
    /// <c>output[r,o] = bias[o] + sum over i of input[r,i] * weight[o,i]</c>, as <see cref="LinearReference"/>, in
    /// float.
    /// </summary>
    /// <param name="workers">The threads; the output features are spread over them.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[Rows,InFeatures]</param>
    /// <param name="weight">[OutFeatures,InFeatures]</param>
    /// <param name="bias">[OutFeatures], or empty for none.</param>
    /// <param name="output">[Rows,OutFeatures]</param>
    public static void Run(
        CpuWorkers workers,
        in LinearGeometry geometry,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias,
        Span<float> output)
    {
        fixed (float* inputPointer = input, weightPointer = weight, biasPointer = bias, outputPointer = output)
        {
            FeaturesJob job = new()
            {
                Geometry = geometry,
                Input = inputPointer,
                Weight = weightPointer,
                Bias = biasPointer,
                Output = outputPointer,
            };
            workers.For((geometry.OutFeatures + FeaturesAtOnce - 1) / FeaturesAtOnce, ref job);
        }
    }

    /// <summary>One piece is four output features of every row.</summary>
    private struct FeaturesJob : ICpuJob
    {
        public LinearGeometry Geometry;
        public float* Input;
        public float* Weight;
        public float* Bias;
        public float* Output;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            float* sums = stackalloc float[2 * FeaturesAtOnce];
            int first = index * FeaturesAtOnce;
            int features = Math.Min(FeaturesAtOnce, Geometry.OutFeatures - first);
            for (int r = 0; r < Geometry.Rows; r += 2)
            {
                // Fewer than four features repeat the last one: the copies are computed and not stored.
                int rows = Math.Min(2, Geometry.Rows - r);
                float* row0 = Input + ((nint)r * Geometry.InFeatures);
                if (rows == 2)
                {
                    DotTwoRows(row0, row0 + Geometry.InFeatures, first, features, sums);
                }
                else
                {
                    DotOneRow(row0, first, features, sums);
                }

                for (int i = 0; i < rows * FeaturesAtOnce; i++)
                {
                    int o = i % FeaturesAtOnce;
                    if (o < features)
                    {
                        float offset = Bias == null ? 0f : Bias[first + o];
                        nint row = r + (i / FeaturesAtOnce);
                        Output[(row * Geometry.OutFeatures) + first + o] = sums[i] + offset;
                    }
                }
            }
        }

        /// <summary>
        /// Lane j of each sum holds the terms i with i % lanes == j; the lanes are added at the end, then the tail.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void DotOneRow(float* row, int first, int features, float* sums)
        {
            float* w0 = WeightRow(first, features, 0);
            float* w1 = WeightRow(first, features, 1);
            float* w2 = WeightRow(first, features, 2);
            float* w3 = WeightRow(first, features, 3);
            Vector<float> s0 = default, s1 = default, s2 = default, s3 = default;
            int i = 0;
            for (; i <= Geometry.InFeatures - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> x = Vector.Load(row + i);
                s0 = Vector.MultiplyAddEstimate(x, Vector.Load(w0 + i), s0);
                s1 = Vector.MultiplyAddEstimate(x, Vector.Load(w1 + i), s1);
                s2 = Vector.MultiplyAddEstimate(x, Vector.Load(w2 + i), s2);
                s3 = Vector.MultiplyAddEstimate(x, Vector.Load(w3 + i), s3);
            }

            sums[0] = Vector.Sum(s0);
            sums[1] = Vector.Sum(s1);
            sums[2] = Vector.Sum(s2);
            sums[3] = Vector.Sum(s3);
            for (; i < Geometry.InFeatures; i++)
            {
                sums[0] += row[i] * w0[i];
                sums[1] += row[i] * w1[i];
                sums[2] += row[i] * w2[i];
                sums[3] += row[i] * w3[i];
            }
        }

        /// <summary>
        /// As <see cref="DotOneRow"/>, each weight loaded once for both rows; the second row's sums follow the first's.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void DotTwoRows(float* row0, float* row1, int first, int features, float* sums)
        {
            float* w0 = WeightRow(first, features, 0);
            float* w1 = WeightRow(first, features, 1);
            float* w2 = WeightRow(first, features, 2);
            float* w3 = WeightRow(first, features, 3);
            Vector<float> s0 = default, s1 = default, s2 = default, s3 = default;
            Vector<float> t0 = default, t1 = default, t2 = default, t3 = default;
            int i = 0;
            for (; i <= Geometry.InFeatures - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> x = Vector.Load(row0 + i);
                Vector<float> y = Vector.Load(row1 + i);
                Vector<float> w = Vector.Load(w0 + i);
                s0 = Vector.MultiplyAddEstimate(x, w, s0);
                t0 = Vector.MultiplyAddEstimate(y, w, t0);
                w = Vector.Load(w1 + i);
                s1 = Vector.MultiplyAddEstimate(x, w, s1);
                t1 = Vector.MultiplyAddEstimate(y, w, t1);
                w = Vector.Load(w2 + i);
                s2 = Vector.MultiplyAddEstimate(x, w, s2);
                t2 = Vector.MultiplyAddEstimate(y, w, t2);
                w = Vector.Load(w3 + i);
                s3 = Vector.MultiplyAddEstimate(x, w, s3);
                t3 = Vector.MultiplyAddEstimate(y, w, t3);
            }

            sums[0] = Vector.Sum(s0);
            sums[1] = Vector.Sum(s1);
            sums[2] = Vector.Sum(s2);
            sums[3] = Vector.Sum(s3);
            sums[4] = Vector.Sum(t0);
            sums[5] = Vector.Sum(t1);
            sums[6] = Vector.Sum(t2);
            sums[7] = Vector.Sum(t3);
            for (; i < Geometry.InFeatures; i++)
            {
                sums[0] += row0[i] * w0[i];
                sums[1] += row0[i] * w1[i];
                sums[2] += row0[i] * w2[i];
                sums[3] += row0[i] * w3[i];
                sums[4] += row1[i] * w0[i];
                sums[5] += row1[i] * w1[i];
                sums[6] += row1[i] * w2[i];
                sums[7] += row1[i] * w3[i];
            }
        }

        /// <summary>Weight row first + o; past the last feature, the last one again.</summary>
        private readonly float* WeightRow(int first, int features, int o) =>
            Weight + ((nint)(first + Math.Min(o, features - 1)) * Geometry.InFeatures);
    }
}
