namespace MiniConvViz.Kernels;

/// <summary>
/// The order of packed weights: for each tile of output channels, the weights of one term are adjacent, and the
/// channels of one tap follow each other:
/// <code>
/// packed [groups, tiles, terms, rows]     term = tap * channels + c     tap = ky * KW + kx
/// </code>
/// The offset of a window's pixel, and the test whether it lies inside the image, are then computed once per tap, not
/// once per term. Rows past the last output channel, channels past the last input channel and terms past the last are
/// zeros.
/// </summary>
/// <param name="Rows">Output channels in a tile.</param>
/// <param name="ChannelMultiple">The number of input channels is rounded up to a multiple of this.</param>
/// <param name="TermMultiple">The number of terms is rounded up to a multiple of this.</param>
internal readonly record struct Conv2dGpuTerms(int Rows, int ChannelMultiple, int TermMultiple)
{
    /// <summary>Tiles in each group of channels.</summary>
    public int Tiles(in Conv2dGeometry geometry) => RoundUp(geometry.GroupOutChannels, Rows) / Rows;

    /// <summary>Terms in a sum, including the zeros of padding.</summary>
    public int Count(in Conv2dGeometry geometry) =>
        RoundUp(geometry.KernelHeight * geometry.KernelWidth * Channels(geometry), TermMultiple);

    /// <summary>Packs weights in this order.</summary>
    /// <param name="geometry">The convolution; its batch, height and width do not matter.</param>
    /// <param name="weight">[O,C/groups,KH,KW]</param>
    public float[] Pack(in Conv2dGeometry geometry, ReadOnlySpan<float> weight)
    {
        int taps = geometry.KernelHeight * geometry.KernelWidth;
        int tiles = Tiles(geometry);
        int terms = Count(geometry);
        float[] packed = new float[checked(geometry.Groups * tiles * terms * Rows)];
        for (int o = 0; o < geometry.OutChannels; o++)
        {
            (int group, int inGroup) = Math.DivRem(o, geometry.GroupOutChannels);
            (int tile, int row) = Math.DivRem(inGroup, Rows);
            int first = ((group * tiles) + tile) * terms;
            for (int c = 0; c < geometry.GroupInChannels; c++)
            {
                for (int tap = 0; tap < taps; tap++)
                {
                    int term = (tap * Channels(geometry)) + c;
                    packed[((first + term) * Rows) + row] = weight[(((o * geometry.GroupInChannels) + c) * taps) + tap];
                }
            }
        }

        return packed;
    }

    /// <summary>
    /// Another order, for kernels that take one input channel at a time: <c>[groups, tiles, C/groups, KH*KW, rows]</c>.
    /// </summary>
    /// <param name="rows">Output channels in a tile.</param>
    /// <param name="geometry">The convolution; its batch, height and width do not matter.</param>
    /// <param name="weight">[O,C/groups,KH,KW]</param>
    public static float[] PackByChannel(int rows, in Conv2dGeometry geometry, ReadOnlySpan<float> weight)
    {
        // Every tap counts as a channel of its own, so the order of the taps is unchanged.
        Conv2dGeometry flat = geometry with
        {
            InChannels = geometry.InChannels * geometry.KernelHeight * geometry.KernelWidth,
            KernelHeight = 1,
            KernelWidth = 1,
        };
        return new Conv2dGpuTerms(rows, ChannelMultiple: 1, TermMultiple: 1).Pack(flat, weight);
    }

    private int Channels(in Conv2dGeometry geometry) => RoundUp(geometry.GroupInChannels, ChannelMultiple);

    private static int RoundUp(int number, int multiple) => (number + multiple - 1) / multiple * multiple;
}
