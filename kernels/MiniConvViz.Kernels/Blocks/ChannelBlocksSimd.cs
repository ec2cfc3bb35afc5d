namespace MiniConvViz.Kernels;

/// <summary>
/// The conversions between plain and blocked layout on the CPU's vector units, by <see cref="ChannelBlocksJob{T}"/>.
/// </summary>
internal static unsafe class ChannelBlocksSimd
{
    /// <summary>
    /// <c>blocked[n, c / 16, p, c % 16] = plain[n, c, p]</c>; the lanes after the last channel become zero.
    /// </summary>
    /// <param name="workers">The threads.</param>
    /// <param name="batch">N.</param>
    /// <param name="channels">C.</param>
    /// <param name="pixels">H*W.</param>
    /// <param name="plain">[N,C,H*W]</param>
    /// <param name="blocked">[N,B,H*W,16]</param>
    public static void Pack(
        CpuWorkers workers,
        int batch,
        int channels,
        int pixels,
        ReadOnlySpan<float> plain,
        Span<float> blocked) => Pack(LaneForms.Best, workers, batch, channels, pixels, plain, blocked);

    /// <inheritdoc cref="ChannelBlocksReference.Unpack"/>
    public static void Unpack(
        CpuWorkers workers,
        int batch,
        int channels,
        int pixels,
        ReadOnlySpan<float> blocked,
        Span<float> plain) => Unpack(LaneForms.Best, workers, batch, channels, pixels, blocked, plain);

    /// <summary>Packs by a chosen form, which this machine must support.</summary>
    internal static void Pack(
        LaneForm form,
        CpuWorkers workers,
        int batch,
        int channels,
        int pixels,
        ReadOnlySpan<float> plain,
        Span<float> blocked)
    {
        fixed (float* plainPointer = plain, blockedPointer = blocked)
        {
            Run(form, workers, batch, channels, pixels, plainPointer, blockedPointer, toBlocks: 1);
        }
    }

    /// <summary>Unpacks by a chosen form, which this machine must support.</summary>
    internal static void Unpack(
        LaneForm form,
        CpuWorkers workers,
        int batch,
        int channels,
        int pixels,
        ReadOnlySpan<float> blocked,
        Span<float> plain)
    {
        fixed (float* plainPointer = plain, blockedPointer = blocked)
        {
            Run(form, workers, batch, channels, pixels, plainPointer, blockedPointer, toBlocks: 0);
        }
    }

    private static void Run(
        LaneForm form,
        CpuWorkers workers,
        int batch,
        int channels,
        int pixels,
        float* plain,
        float* blocked,
        int toBlocks)
    {
        switch (form)
        {
            case LaneForm.Avx512:
                Run<TranspositionAvx512>(workers, batch, channels, pixels, plain, blocked, toBlocks);
                break;
            case LaneForm.Avx2:
                Run<TranspositionAvx2>(workers, batch, channels, pixels, plain, blocked, toBlocks);
                break;
            case LaneForm.Vector128:
                Run<TranspositionVector128>(workers, batch, channels, pixels, plain, blocked, toBlocks);
                break;
            default:
                Run<TranspositionScalar>(workers, batch, channels, pixels, plain, blocked, toBlocks);
                break;
        }
    }

    private static void Run<TTransposition>(
        CpuWorkers workers, int batch, int channels, int pixels, float* plain, float* blocked, int toBlocks)
        where TTransposition : unmanaged, ITransposition
    {
        int pixelsPerPiece = CpuGrain.ItemsPerPiece(ChannelBlocks.Lanes);
        ChannelBlocksJob<TTransposition> job = new()
        {
            Channels = channels,
            Pixels = pixels,
            PixelsPerPiece = pixelsPerPiece,
            PiecesPerBlock = CpuGrain.Pieces(pixels, pixelsPerPiece),
            Plain = plain,
            Blocked = blocked,
            ToBlocks = toBlocks,
        };
        workers.For(batch * ChannelBlocks.Count(channels) * job.PiecesPerBlock, ref job);
    }
}
