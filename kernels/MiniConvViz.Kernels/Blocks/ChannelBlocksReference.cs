namespace MiniConvViz.Kernels;

/// <summary>The conversions between plain and blocked layout, element by element: the definition.</summary>
internal static class ChannelBlocksReference
{
    /// <summary>
    /// <c>blocked[n, c / 16, p, c % 16] = plain[n, c, p]</c>; the lanes after the last channel are unchanged.
    /// </summary>
    /// <param name="batch">N.</param>
    /// <param name="channels">C.</param>
    /// <param name="pixels">H*W.</param>
    /// <param name="plain">[N,C,H*W]</param>
    /// <param name="blocked">[N,B,H*W,16]</param>
    public static void Pack(
        int batch, int channels, int pixels, ReadOnlySpan<float> plain, Span<float> blocked)
    {
        for (int n = 0; n < batch; n++)
        {
            for (int c = 0; c < channels; c++)
            {
                for (int p = 0; p < pixels; p++)
                {
                    blocked[Place(n, c, p, channels, pixels)] = plain[(((n * channels) + c) * pixels) + p];
                }
            }
        }
    }

    /// <summary><c>plain[n, c, p] = blocked[n, c / 16, p, c % 16]</c></summary>
    /// <inheritdoc cref="Pack"/>
    public static void Unpack(
        int batch, int channels, int pixels, ReadOnlySpan<float> blocked, Span<float> plain)
    {
        for (int n = 0; n < batch; n++)
        {
            for (int c = 0; c < channels; c++)
            {
                for (int p = 0; p < pixels; p++)
                {
                    plain[(((n * channels) + c) * pixels) + p] = blocked[Place(n, c, p, channels, pixels)];
                }
            }
        }
    }

    private static int Place(int n, int c, int p, int channels, int pixels)
    {
        (int block, int lane) = Math.DivRem(c, ChannelBlocks.Lanes);
        return (((((n * ChannelBlocks.Count(channels)) + block) * pixels) + p) * ChannelBlocks.Lanes) + lane;
    }
}
