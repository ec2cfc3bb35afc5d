using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// The nodes after a convolution if its value or one of theirs is tapped: batch norm, residual add and activation in
/// one pass over the convolution's blocks, which also stores every tapped value in plain layout.
/// <code>
/// norm = conv * scale + shift       plain conv, norm, sum, last: each if it is tapped
/// sum  = norm + residual
/// last = clamp(sum)                 blocked last: what the next layer reads
/// </code>
/// Each of the three may be absent; its value is then that of the one before it.
/// </summary>
/// <remarks>
/// As separate steps, the same work would read and write the map six times more. Here a piece of the map stays in the
/// first-level cache until all of it is done.
/// </remarks>
internal static unsafe class Conv2dTail
{
    private const int PixelsPerPiece = 128;

    /// <summary>Runs the tail.</summary>
    /// <param name="workers">The threads.</param>
    /// <param name="batch">N.</param>
    /// <param name="channels">C.</param>
    /// <param name="pixels">H*W.</param>
    /// <param name="conv">[N,B,H*W,16]</param>
    /// <param name="scale">[C], or empty for no batch norm.</param>
    /// <param name="shift">[C], or empty for no batch norm.</param>
    /// <param name="residual">[N,B,H*W,16], or empty for none.</param>
    /// <param name="clamp">The activation, or <see cref="ClampRange.None"/>.</param>
    /// <param name="plainConv">[N,C,H*W] for the convolution's value, or empty if it is not tapped.</param>
    /// <param name="plainNorm">The same for the value after the batch norm.</param>
    /// <param name="plainSum">The same for the value after the add.</param>
    /// <param name="plainLast">The same for the value after the activation.</param>
    /// <param name="last">[N,B,H*W,16]; may be the convolution's memory, but not the residual's.</param>
    public static void Run(
        CpuWorkers workers,
        int batch,
        int channels,
        int pixels,
        ReadOnlySpan<float> conv,
        ReadOnlySpan<float> scale,
        ReadOnlySpan<float> shift,
        ReadOnlySpan<float> residual,
        ClampRange clamp,
        Span<float> plainConv,
        Span<float> plainNorm,
        Span<float> plainSum,
        Span<float> plainLast,
        Span<float> last)
    {
        fixed (float* convPointer = conv, residualPointer = residual, lastPointer = last)
        fixed (float* scalePointer = scale, shiftPointer = shift)
        fixed (float* plainConvPointer = plainConv, plainNormPointer = plainNorm)
        fixed (float* plainSumPointer = plainSum, plainLastPointer = plainLast)
        {
            Operands operands = new()
            {
                Channels = channels,
                Pixels = pixels,
                Conv = convPointer,
                Scale = scalePointer,
                Shift = shiftPointer,
                Residual = residualPointer,
                Clamp = clamp,
                PlainConv = plainConvPointer,
                PlainNorm = plainNormPointer,
                PlainSum = plainSumPointer,
                PlainLast = plainLastPointer,
                Last = lastPointer,
            };
            switch (LaneForms.Best)
            {
                case LaneForm.Avx512:
                    Run(workers, batch, new PieceJob<TranspositionAvx512>(operands));
                    break;
                case LaneForm.Avx2:
                    Run(workers, batch, new PieceJob<TranspositionAvx2>(operands));
                    break;
                case LaneForm.Vector128:
                    Run(workers, batch, new PieceJob<TranspositionVector128>(operands));
                    break;
                default:
                    Run(workers, batch, new PieceJob<TranspositionScalar>(operands));
                    break;
            }
        }
    }

    private static void Run<TTransposition>(CpuWorkers workers, int batch, PieceJob<TTransposition> job)
        where TTransposition : unmanaged, ITransposition =>
        workers.For(batch * job.PiecesPerImage, ref job, PieceJob<TTransposition>.ScratchFloats);

    private struct Operands
    {
        public int Channels;
        public int Pixels;
        public float* Conv;
        public float* Scale;
        public float* Shift;
        public float* Residual;
        public ClampRange Clamp;
        public float* PlainConv;
        public float* PlainNorm;
        public float* PlainSum;
        public float* PlainLast;
        public float* Last;
    }

    /// <summary>A piece is a run of pixels of one block of one image.</summary>
    private readonly struct PieceJob<TTransposition>(Operands operands) : ICpuJob
        where TTransposition : unmanaged, ITransposition
    {
        private readonly Operands _operands = operands;
        private readonly int _piecesPerBlock = (operands.Pixels + PixelsPerPiece - 1) / PixelsPerPiece;

        /// <summary>Scratch memory: the values of one piece, and the scale and shift of a block.</summary>
        public static int ScratchFloats => (PixelsPerPiece + 2) * ChannelBlocks.Lanes;

        public int PiecesPerImage => ChannelBlocks.Count(_operands.Channels) * _piecesPerBlock;

        public void Run(int index, int worker, CpuWorkers workers)
        {
            (int blockOfBatch, int piece) = Math.DivRem(index, _piecesPerBlock);
            (int n, int block) = Math.DivRem(blockOfBatch, ChannelBlocks.Count(_operands.Channels));
            int first = piece * PixelsPerPiece;
            int pixels = Math.Min(PixelsPerPiece, _operands.Pixels - first);
            int firstChannel = block * ChannelBlocks.Lanes;
            int channels = Math.Min(ChannelBlocks.Lanes, _operands.Channels - firstChannel);
            nint blocked = (((nint)blockOfBatch * _operands.Pixels) + first) * ChannelBlocks.Lanes;
            nint plain = ((((nint)n * _operands.Channels) + firstChannel) * _operands.Pixels) + first;
            int floats = pixels * ChannelBlocks.Lanes;

            float* values = _operands.Conv + blocked;
            float* scratch = workers.Scratch(worker, ScratchFloats);
            Publish(values, _operands.PlainConv, plain, pixels, channels);
            if (_operands.Scale != null)
            {
                float* scale = scratch + (PixelsPerPiece * ChannelBlocks.Lanes);
                float* shift = scale + ChannelBlocks.Lanes;
                int bytes = channels * sizeof(float);
                Buffer.MemoryCopy(_operands.Scale + firstChannel, scale, bytes, bytes);
                Buffer.MemoryCopy(_operands.Shift + firstChannel, shift, bytes, bytes);
                ScaleAndShift(values, scale, shift, scratch, floats);
                values = scratch;
                Publish(values, _operands.PlainNorm, plain, pixels, channels);
            }

            if (_operands.Residual != null)
            {
                Add(values, _operands.Residual + blocked, scratch, floats);
                values = scratch;
                Publish(values, _operands.PlainSum, plain, pixels, channels);
            }

            Limit(values, _operands.Clamp, _operands.Last + blocked, floats);
            Publish(_operands.Last + blocked, _operands.PlainLast, plain, pixels, channels);
        }

        private void Publish(float* blocked, float* plain, nint offset, int pixels, int channels)
        {
            if (plain != null)
            {
                ChannelBlocksRun<TTransposition>.Unpack(blocked, pixels, channels, plain + offset, _operands.Pixels);
            }
        }

        /// <summary><c>output[p,c] = input[p,c] * scale[c] + shift[c]</c></summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void ScaleAndShift(float* input, float* scale, float* shift, float* output, int count)
        {
            for (int lane = 0; lane < ChannelBlocks.Lanes; lane += Vector<float>.Count)
            {
                Vector<float> factors = Vector.Load(scale + lane);
                Vector<float> offsets = Vector.Load(shift + lane);
                for (int i = lane; i < count; i += ChannelBlocks.Lanes)
                {
                    Vector.Store((Vector.Load(input + i) * factors) + offsets, output + i);
                }
            }
        }

        /// <summary><c>output[i] = left[i] + right[i]</c></summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Add(float* left, float* right, float* output, int count)
        {
            for (int i = 0; i < count; i += Vector<float>.Count)
            {
                Vector.Store(Vector.Load(left + i) + Vector.Load(right + i), output + i);
            }
        }

        /// <summary><c>output[i] = clamp(input[i])</c>; NaN is kept.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Limit(float* input, ClampRange clamp, float* output, int count)
        {
            Vector<float> low = new(clamp.Low);
            Vector<float> high = new(clamp.High);
            for (int i = 0; i < count; i += Vector<float>.Count)
            {
                Vector<float> x = Vector.Load(input + i);
                x = Vector.ConditionalSelect(Vector.LessThan(x, low), low, x);
                Vector.Store(Vector.ConditionalSelect(Vector.GreaterThan(x, high), high, x), output + i);
            }
        }
    }
}
