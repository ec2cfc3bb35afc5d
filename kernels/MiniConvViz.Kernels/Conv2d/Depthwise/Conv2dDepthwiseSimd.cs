using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// Depthwise convolution (groups == C == O). A GEMM has no use here, as each channel has one filter: neighbouring
/// pixels of one row fill the lanes, and each tap of the filter is one multiply-add.
/// </summary>
/// <remarks>
/// Each channel is first copied to scratch memory with its padding around it, so that the loops need no tests for
/// borders. Rows and columns are sorted by their remainder modulo the stride, so that lanes read adjacent values
/// whatever the stride:
/// <code>
///                                    phase 0,0   phase 0,1
/// stride 2:   a b c d e f            a c e       b d f
///             g h i j k l     ->
///             m n o p q r            phase 1,0   phase 1,1         a tap reads one phase, at one distance
///             s t u v w x            g i k       h j l             for every output of the channel
/// </code>
/// The vector loop processes a phase as one long row; the results across the ends of rows are not stored.
/// </remarks>
internal static unsafe class Conv2dDepthwiseSimd
{
    private const int AccumulatorsPerStrip = 2048;

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
        Conv2dOperands operands = new()
        {
            Geometry = geometry,
            Input = input,
            Weights = weight,
            Bias = bias,
            Residual = residual,
            Clamp = clamp,
            Output = output,
        };
        ChannelJob job = new(operands);
        workers.For(geometry.Batch * geometry.InChannels, ref job, job.ScratchFloats);
    }

    internal readonly struct ChannelJob : ICpuJob
    {
        private readonly Conv2dOperands _operands;
        private readonly int _taps;
        private readonly int _pitch;        // columns of a phase
        private readonly int _phaseHeight;  // rows of a phase
        private readonly int _phaseFloats;
        private readonly int _paddedFloats; // all phases, and what the last step reads after them
        private readonly int _stripRows;    // output rows filtered together: their sums stay in the nearest cache
        private readonly int _sumsFloats;

        public ChannelJob(in Conv2dOperands operands)
        {
            _operands = operands;
            Conv2dGeometry g = operands.Geometry;
            _taps = g.KernelHeight * g.KernelWidth;
            _pitch = g.OutWidth + ((g.KernelWidth - 1) * g.DilationX / g.StrideX);
            _phaseHeight = g.OutHeight + ((g.KernelHeight - 1) * g.DilationY / g.StrideY);
            _phaseFloats = checked(_phaseHeight * _pitch);

            // The last tap of a row starts (_pitch - OutWidth) columns in, and the last step reads whole vectors.
            _paddedFloats = checked((g.StrideY * g.StrideX * _phaseFloats) + (_pitch - g.OutWidth) + Step);
            _stripRows = Math.Clamp(AccumulatorsPerStrip / _pitch, 1, g.OutHeight);
            _sumsFloats = ((_stripRows * _pitch) + Step - 1) / Step * Step;
        }

        /// <summary>Scratch memory: accumulators of a strip, offsets of the taps, the padded channel.</summary>
        public int ScratchFloats => checked(_sumsFloats + _taps + _paddedFloats);

        /// <summary>Floats of the padded channel, including those that are read but not used.</summary>
        public int PaddedFloats => _paddedFloats;

        /// <summary>Outputs that are computed together.</summary>
        public static int Step => 4 * Vector<float>.Count;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int index, int worker, CpuWorkers workers)
        {
            Conv2dGeometry geometry = _operands.Geometry;
            float* sums = workers.Scratch(worker, ScratchFloats);
            int* offsets = (int*)(sums + _sumsFloats);
            float* padded = (float*)(offsets + _taps);
            Pad(_operands.Input + ((nint)index * geometry.InHeight * geometry.InWidth), padded);
            FindOffsets(offsets);
            int c = index % geometry.InChannels;
            nint at = (nint)index * geometry.OutHeight * geometry.OutWidth;
            for (int first = 0; first < geometry.OutHeight; first += _stripRows)
            {
                int rows = Math.Min(_stripRows, geometry.OutHeight - first);
                Filter(padded + (first * _pitch), _operands.Weights + (c * _taps), offsets, sums, rows * _pitch);
                for (int y = 0; y < rows; y++)
                {
                    Conv2dEpilogue.StoreRow(
                        sums + (y * _pitch),
                        _operands.Output + at,
                        _operands.Residual == null ? null : _operands.Residual + at,
                        geometry.OutWidth,
                        _operands.Bias[c],
                        _operands.Clamp,
                        isFirst: true,
                        isLast: true);
                    at += geometry.OutWidth;
                }
            }
        }

        /// <summary>
        /// Copies a channel into [StrideY, StrideX, _phaseHeight, _pitch], with zeros outside the image.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Pad(float* channel, float* padded)
        {
            Conv2dGeometry geometry = _operands.Geometry;
            int stride = geometry.StrideX;
            new Span<float>(padded, _paddedFloats).Clear();
            for (int phaseX = 0; phaseX < stride; phaseX++)
            {
                // Place x of this phase is column x*stride + inX of the image; start <= x < end lie inside.
                int inX = phaseX - geometry.PaddingX;
                int start = Math.Min(_pitch, inX < 0 ? (stride - 1 - inX) / stride : 0);
                int end = Math.Clamp((geometry.InWidth - inX + stride - 1) / stride, start, _pitch);
                (int y, int phaseY) = Math.DivRem(geometry.PaddingY, geometry.StrideY);
                float* row = channel + inX + (start * stride);
                for (int inY = 0; inY < geometry.InHeight && y < _phaseHeight; inY++)
                {
                    float* phase = padded + (((phaseY * stride) + phaseX) * _phaseFloats) + (y * _pitch);
                    Conv2dRuns.CopyEvery(stride, row, phase + start, end - start);
                    row += geometry.InWidth;
                    if (++phaseY == geometry.StrideY)
                    {
                        phaseY = 0;
                        y++;
                    }
                }
            }
        }

        /// <summary>The offset at which each tap reads for output 0, from the start of the padded channel.</summary>
        private void FindOffsets(int* offsets)
        {
            Conv2dGeometry geometry = _operands.Geometry;
            for (int ky = 0; ky < geometry.KernelHeight; ky++)
            {
                (int y, int phaseY) = Math.DivRem(ky * geometry.DilationY, geometry.StrideY);
                for (int kx = 0; kx < geometry.KernelWidth; kx++)
                {
                    (int x, int phaseX) = Math.DivRem(kx * geometry.DilationX, geometry.StrideX);
                    *offsets++ = (((phaseY * geometry.StrideX) + phaseX) * _phaseFloats) + (y * _pitch) + x;
                }
            }
        }

        /// <summary>sums[i] = sum over taps k of weight[k] * from[i + offsets[k]], four vectors at a time.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Filter(float* from, float* weight, int* offsets, float* sums, int count)
        {
            int taps = _taps;
            for (int i = 0; i < count; i += Step)
            {
                Vector<float> a = default, b = default, c = default, d = default;
                for (int k = 0; k < taps; k++)
                {
                    Vector<float> w = new(weight[k]);
                    float* pixels = from + offsets[k] + i;
                    a = Vector.MultiplyAddEstimate(w, Vector.Load(pixels), a);
                    b = Vector.MultiplyAddEstimate(w, Vector.Load(pixels + Vector<float>.Count), b);
                    c = Vector.MultiplyAddEstimate(w, Vector.Load(pixels + (2 * Vector<float>.Count)), c);
                    d = Vector.MultiplyAddEstimate(w, Vector.Load(pixels + (3 * Vector<float>.Count)), d);
                }

                a.Store(sums + i);
                b.Store(sums + i + Vector<float>.Count);
                c.Store(sums + i + (2 * Vector<float>.Count));
                d.Store(sums + i + (3 * Vector<float>.Count));
            }
        }
    }
}
