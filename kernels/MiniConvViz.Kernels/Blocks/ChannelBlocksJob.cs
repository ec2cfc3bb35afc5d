namespace MiniConvViz.Kernels;

/// <summary>
/// Converts whole images between the layouts; a piece is some pixels of one block of one image
/// (<see cref="ChannelBlocksRun{T}"/>).
/// </summary>
internal unsafe struct ChannelBlocksJob<TTransposition> : ICpuJob
    where TTransposition : unmanaged, ITransposition
{
    public int Channels;
    public int Pixels;
    public int PixelsPerPiece;
    public int PiecesPerBlock;
    public float* Plain;
    public float* Blocked;

    /// <summary>To blocks: 1; back: 0.</summary>
    public int ToBlocks;

    public readonly void Run(int index, int worker, CpuWorkers workers)
    {
        (int imageBlock, int piece) = Math.DivRem(index, PiecesPerBlock);
        (int image, int block) = Math.DivRem(imageBlock, ChannelBlocks.Count(Channels));
        int channel = block * ChannelBlocks.Lanes;
        int channels = Math.Min(ChannelBlocks.Lanes, Channels - channel);
        int first = piece * PixelsPerPiece;
        int pixels = Math.Min(PixelsPerPiece, Pixels - first);
        float* plain = Plain + ((((nint)image * Channels) + channel) * Pixels) + first;
        float* blocked = Blocked + ((((nint)imageBlock * Pixels) + first) * ChannelBlocks.Lanes);
        if (ToBlocks != 0)
        {
            ChannelBlocksRun<TTransposition>.Pack(plain, Pixels, channels, pixels, blocked);
        }
        else
        {
            ChannelBlocksRun<TTransposition>.Unpack(blocked, pixels, channels, plain, Pixels);
        }
    }
}
