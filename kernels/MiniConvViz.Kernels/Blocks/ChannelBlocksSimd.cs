namespace MiniConvViz.Kernels;

/// <summary>The two ways between plain and blocked images, on all workers.</summary>
public static unsafe class ChannelBlocksSimd
{
    /// <inheritdoc cref="ChannelBlocksReference.Pack"/>
    public static void Pack(
        CpuWorkers workers,
        int batch,
        int channels,
        int pixels,
        ReadOnlySpan<float> plain,
        Span<float> blocked) => ChannelBlocksReference.Pack(batch, channels, pixels, plain, blocked);

    /// <inheritdoc cref="ChannelBlocksReference.Unpack"/>
    public static void Unpack(
        CpuWorkers workers,
        int batch,
        int channels,
        int pixels,
        ReadOnlySpan<float> blocked,
        Span<float> plain) => ChannelBlocksReference.Unpack(batch, channels, pixels, blocked, plain);
}
