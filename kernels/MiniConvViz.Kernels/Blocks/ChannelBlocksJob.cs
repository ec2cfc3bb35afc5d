using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// Lays blocks of channels out anew: into blocks is to transpose [16,pixels] into [pixels,16], and back is the same the
/// other way.
/// <code>
///             16 pixels                             16 lanes
///       c0   p0 p1 p2 ..  p15                p0    c0 c1 c2 .. c15
///       c1   p0 p1 p2 ..  p15                p1    c0 c1 c2 .. c15
///       ..                          &lt;->      ..
///       c15  p0 p1 p2 ..  p15                p15   c0 c1 c2 .. c15
/// </code>
/// A piece is some pixels of one block of one image. Its last square begins 16 pixels before the end, wherever the one
/// before ended.
/// </summary>
internal unsafe struct ChannelBlocksJob<TTransposition> : ICpuJob
    where TTransposition : unmanaged, ITransposition
{
    private const int Lanes = ChannelBlocks.Lanes;

    public int Channels;
    public int Pixels;
    public int PixelsPerPiece;
    public int PiecesPerBlock;
    public float* Plain;
    public float* Blocked;

    /// <summary>To blocks: 1; back: 0.</summary>
    public int ToBlocks;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public readonly void Run(int index, int worker, CpuWorkers workers)
    {
        (int imageBlock, int piece) = Math.DivRem(index, PiecesPerBlock);
        (int image, int block) = Math.DivRem(imageBlock, ChannelBlocks.Count(Channels));
        int channel = block * Lanes;
        int channels = Math.Min(Lanes, Channels - channel);
        float* plain = Plain + (((nint)image * Channels) + channel) * Pixels;
        float* blocked = Blocked + ((nint)imageBlock * Pixels * Lanes);
        int first = piece * PixelsPerPiece;
        int end = Math.Min(first + PixelsPerPiece, Pixels);
        if (channels < Lanes || end - first < Lanes)
        {
            for (int p = first; p < end; p += Lanes)
            {
                PartOfSquare(plain + p, blocked + (p * Lanes), channels, Math.Min(Lanes, end - p));
            }

            return;
        }

        for (int next = first; next < end; next += Lanes)
        {
            int p = Math.Min(next, end - Lanes);
            if (ToBlocks != 0)
            {
                Square(plain + p, Pixels, blocked + (p * Lanes), Lanes);
            }
            else
            {
                Square(blocked + (p * Lanes), Lanes, plain + p, Pixels);
            }
        }
    }

    /// <summary>Fewer channels or fewer pixels than 16, by way of two squares on the stack.</summary>
    [SkipLocalsInit]
    private readonly void PartOfSquare(float* plain, float* blocked, int channels, int pixels)
    {
        float* square = stackalloc float[Lanes * Lanes];
        float* turned = stackalloc float[Lanes * Lanes];
        if (ToBlocks != 0)
        {
            new Span<float>(square, Lanes * Lanes).Clear();
            for (int c = 0; c < channels; c++)
            {
                new ReadOnlySpan<float>(plain + ((nint)c * Pixels), pixels).CopyTo(new(square + (c * Lanes), Lanes));
            }

            Square(square, Lanes, turned, Lanes);
            new ReadOnlySpan<float>(turned, pixels * Lanes).CopyTo(new(blocked, pixels * Lanes));
            return;
        }

        new ReadOnlySpan<float>(blocked, pixels * Lanes).CopyTo(new(square, Lanes * Lanes));
        Square(square, Lanes, turned, Lanes);
        for (int c = 0; c < channels; c++)
        {
            new ReadOnlySpan<float>(turned + (c * Lanes), pixels).CopyTo(new(plain + ((nint)c * Pixels), pixels));
        }
    }

    /// <summary>Transposes 16 x 16 numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Square(float* from, nint fromStride, float* to, nint toStride)
    {
        for (int row = 0; row < Lanes; row += TTransposition.Size)
        {
            for (int column = 0; column < Lanes; column += TTransposition.Size)
            {
                TTransposition.Run(
                    from + (row * fromStride) + column, fromStride, to + (column * toStride) + row, toStride);
            }
        }
    }
}
