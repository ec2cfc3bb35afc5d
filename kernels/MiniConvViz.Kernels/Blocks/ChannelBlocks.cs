namespace MiniConvViz.Kernels;

/// <summary>
/// The layout in which the CPU's vector code keeps images between operators, called blocked: <c>[N, B, H, W, 16]</c>
/// with <c>B = ceil(C/16)</c>. The sixteen channels of a block are adjacent in memory at every pixel, so that a
/// vector holds one pixel of sixteen channels, whatever window an operator reads.
/// <code>
/// plain   [N,C,H,W]       c0: p0 p1 p2 ..                      blocked  p0: c0 c1 .. c15
///                         c1: p0 p1 p2 ..                               p1: c0 c1 .. c15
///                         ..                                            ..
/// blocked[n, c / 16, y, x, c % 16] = plain[n, c, y, x]
/// </code>
/// </summary>
/// <remarks>
/// Where C is no multiple of 16, the last lanes of the last block are padding. Their values are unspecified and may
/// be NaN; no operator uses them for a channel. Source: the layout NCHW16c of Georganas et al., Anatomy of
/// High-Performance Deep Learning Convolutions on SIMD Architectures, arXiv 1808.05567.
/// </remarks>
internal static class ChannelBlocks
{
    /// <summary>Channels in a block: a cache line of floats, one 512-bit vector, two of 256 or four of 128.</summary>
    public const int Lanes = 16;

    /// <summary>How many blocks hold <paramref name="channels"/> channels: B.</summary>
    public static int Count(int channels) => (channels + Lanes - 1) / Lanes;

    /// <summary>Floats of a blocked tensor, padding lanes included.</summary>
    /// <param name="batch">N.</param>
    /// <param name="channels">C.</param>
    /// <param name="pixels">H*W.</param>
    public static int Floats(int batch, int channels, int pixels) =>
        checked(batch * Count(channels) * pixels * Lanes);
}
