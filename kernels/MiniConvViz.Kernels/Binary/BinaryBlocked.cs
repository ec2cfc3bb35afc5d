using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// A function of maps in blocks of channels and one value per channel, as squeeze-and-excitation multiplies them. Two
/// blocked tensors of the same shape need no form of their own: they are processed as one long row
/// (<see cref="BinarySimd"/>).
/// </summary>
internal static unsafe class BinaryBlocked
{
    /// <summary>
    /// <c>output[n,c,p] = function(maps[n,c,p], factors[n,c])</c>, or the other way round; with the same results as
    /// <see cref="BinaryReference"/>.
    /// </summary>
    /// <param name="workers">The threads.</param>
    /// <param name="function">The function, such as a product.</param>
    /// <param name="batch">N.</param>
    /// <param name="channels">C.</param>
    /// <param name="pixels">H*W.</param>
    /// <param name="left">[N,B,H*W,16] or [N,B,16].</param>
    /// <param name="right">The other operand.</param>
    /// <param name="output">[N,B,H*W,16]</param>
    public static void Run<T>(
        CpuWorkers workers,
        T function,
        int batch,
        int channels,
        int pixels,
        ReadOnlySpan<float> left,
        ReadOnlySpan<float> right,
        Span<float> output)
        where T : unmanaged, IBinary
    {
        int pixelsPerPiece = CpuGrain.ItemsPerPiece(ChannelBlocks.Lanes);
        fixed (float* leftPointer = left, rightPointer = right, outputPointer = output)
        {
            PixelsJob<T> job = new()
            {
                Function = function,
                Pixels = pixels,
                PixelsPerPiece = pixelsPerPiece,
                PiecesPerBlock = CpuGrain.Pieces(pixels, pixelsPerPiece),
                Left = leftPointer,
                LeftPixels = left.Length == output.Length ? pixels : 1,
                Right = rightPointer,
                RightPixels = right.Length == output.Length ? pixels : 1,
                Output = outputPointer,
            };
            workers.For(batch * ChannelBlocks.Count(channels) * job.PiecesPerBlock, ref job);
        }
    }

    /// <summary>One piece is some pixels of one block of one image.</summary>
    private struct PixelsJob<T> : ICpuJob
        where T : unmanaged, IBinary
    {
        private const int Lanes = ChannelBlocks.Lanes;

        public T Function;
        public int Pixels;
        public int PixelsPerPiece;
        public int PiecesPerBlock;
        public float* Left;
        public int LeftPixels;
        public float* Right;
        public int RightPixels;
        public float* Output;

        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            (int block, int piece) = Math.DivRem(index, PiecesPerBlock);
            int first = piece * PixelsPerPiece;
            int pixels = Math.Min(PixelsPerPiece, Pixels - first);
            float* left = Left + (((nint)block * LeftPixels) + (LeftPixels == 1 ? 0 : first)) * Lanes;
            float* right = Right + (((nint)block * RightPixels) + (RightPixels == 1 ? 0 : first)) * Lanes;
            float* output = Output + ((((nint)block * Pixels) + first) * Lanes);
            for (int lane = 0; lane < Lanes; lane += Vector<float>.Count)
            {
                Pair(left + lane, right + lane, output + lane, pixels);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Pair(float* left, float* right, float* output, int pixels)
        {
            T function = Function;
            nint leftStep = LeftPixels == 1 ? 0 : Lanes;
            nint rightStep = RightPixels == 1 ? 0 : Lanes;
            for (int p = 0; p < pixels; p++)
            {
                Vector.Store(function.Apply(Vector.Load(left), Vector.Load(right)), output);
                left += leftStep;
                right += rightStep;
                output += Lanes;
            }
        }
    }
}
