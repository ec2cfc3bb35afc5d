using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// Convolution where every channel is filtered by itself (groups == C == O). There is nothing to multiply as matrices: neighbouring
/// pixels of one row fill the lanes, and every tap of the filter is one multiply-add.
/// </summary>
/// <remarks>
/// Each channel is first copied to scratch memory with its padding around it, so that the loops know no borders, and with the
/// columns sorted by their remainder modulo the stride, so that lanes read neighbours whatever the stride:
/// <code>
/// stride 2:   . a b c d e .   ->   . b d .   a c e        row = [phase 0 | phase 1]
/// </code>
/// </remarks>
internal static unsafe class Conv2dDepthwiseSimd
{
    /// <summary><c>output = clamp(conv(input, weight) + bias + residual)</c>, as <see cref="Conv2dSimd"/>.</summary>
    /// <param name="workers">The threads; a piece is one channel of one image.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[N,C,H,W]</param>
    /// <param name="weight">[C,KH,KW]</param>
    /// <param name="bias">[C]</param>
    /// <param name="residual">[N,C,OH,OW], or null for none.</param>
    /// <param name="clamp">The fused activation.</param>
    /// <param name="output">[N,C,OH,OW]</param>
    public static void Run(
        CpuWorkers workers,
        in Conv2dGeometry geometry,
        float* input,
        float* weight,
        float* bias,
        float* residual,
        ClampRange clamp,
        float* output)
    {
        ChannelJob job = new()
        {
            Geometry = geometry,
            Input = input,
            Weight = weight,
            Bias = bias,
            Residual = residual,
            Clamp = clamp,
            Output = output,
        };
        workers.For(geometry.Batch * geometry.InChannels, ref job, job.ScratchFloats);
    }

    private struct ChannelJob : ICpuJob
    {
        public Conv2dGeometry Geometry;
        public float* Input;
        public float* Weight;
        public float* Bias;
        public float* Residual;
        public ClampRange Clamp;
        public float* Output;

        private static int Step => 2 * Vector<float>.Count;

        /// <summary>Output width in whole steps of the vector loop.</summary>
        private readonly int SumsLength => (Geometry.OutWidth + Step - 1) / Step * Step;

        /// <summary>Floats of one phase of a padded row; the last step may read past the row's end.</summary>
        private readonly int Pitch =>
            SumsLength + ((Geometry.KernelWidth - 1) * Geometry.DilationX / Geometry.StrideX) + 1;

        private readonly int PaddedHeight =>
            ((Geometry.OutHeight - 1) * Geometry.StrideY) + ((Geometry.KernelHeight - 1) * Geometry.DilationY) + 1;

        private readonly int Taps => Geometry.KernelHeight * Geometry.KernelWidth;

        /// <summary>Sums of one output row, where each tap reads, the padded channel.</summary>
        public readonly int ScratchFloats => SumsLength + Taps + (PaddedHeight * Geometry.StrideX * Pitch);

        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            int paddedRow = Geometry.StrideX * Pitch;
            float* sums = workers.Scratch(worker, ScratchFloats);
            int* offsets = (int*)(sums + SumsLength);
            float* padded = (float*)(offsets + Taps);
            Pad(Input + ((nint)index * Geometry.InHeight * Geometry.InWidth), padded);
            for (int k = 0; k < Taps; k++)
            {
                (int ky, int kx) = Math.DivRem(k, Geometry.KernelWidth);
                (int shift, int phase) = Math.DivRem(kx * Geometry.DilationX, Geometry.StrideX);
                offsets[k] = (ky * Geometry.DilationY * paddedRow) + (phase * Pitch) + shift;
            }

            int c = index % Geometry.InChannels;
            nint at = (nint)index * Geometry.OutHeight * Geometry.OutWidth;
            for (int y = 0; y < Geometry.OutHeight; y++)
            {
                FilterRow(padded + (y * Geometry.StrideY * paddedRow), Weight + (c * Taps), offsets, sums);
                float* residual = Residual == null ? null : Residual + at;
                Conv2dEpilogue.StoreRow(
                    sums, Output + at, residual, Geometry.OutWidth, Bias[c], Clamp, isFirst: true, isLast: true);
                at += Geometry.OutWidth;
            }
        }

        /// <summary>Copies a channel into [PaddedHeight, StrideX, Pitch], zeros where the image is not.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Pad(float* channel, float* padded)
        {
            int stride = Geometry.StrideX;
            for (int y = 0; y < PaddedHeight; y++)
            {
                int inY = y - Geometry.PaddingY;
                for (int phase = 0; phase < stride; phase++)
                {
                    // Place i of this phase is column i*stride + inX of the image; start <= i < end lie inside.
                    int inX = phase - Geometry.PaddingX;
                    int start = Math.Min(Pitch, inX < 0 ? (stride - 1 - inX) / stride : 0);
                    int end = Math.Clamp((Geometry.InWidth - inX + stride - 1) / stride, start, Pitch);
                    if ((uint)inY >= (uint)Geometry.InHeight)
                    {
                        end = start;
                    }

                    float* row = channel + ((nint)inY * Geometry.InWidth) + inX;
                    new Span<float>(padded, start).Clear();
                    for (int i = start; i < end; i++)
                    {
                        padded[i] = row[i * stride];
                    }

                    new Span<float>(padded + end, Pitch - end).Clear();
                    padded += Pitch;
                }
            }
        }

        /// <summary>sums[x] = sum over taps k of weight[k] * row[x + offsets[k]], two vectors at a time.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void FilterRow(float* row, float* weight, int* offsets, float* sums)
        {
            for (int x = 0; x < SumsLength; x += Step)
            {
                Vector<float> left = default, right = default;
                for (int k = 0; k < Taps; k++)
                {
                    Vector<float> w = new(weight[k]);
                    float* from = row + offsets[k] + x;
                    left = Vector.MultiplyAddEstimate(w, Vector.Load(from), left);
                    right = Vector.MultiplyAddEstimate(w, Vector.Load(from + Vector<float>.Count), right);
                }

                left.Store(sums + x);
                right.Store(sums + x + Vector<float>.Count);
            }
        }
    }
}
