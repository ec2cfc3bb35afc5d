namespace MiniConvViz.Kernels;

/// <summary>
/// The panels of a direct convolution, each of one or two blocks of sixteen output channels of one group, and the
/// order of its packed weights.
/// </summary>
/// <remarks>
/// The weights are packed panel by panel, in the order in which the micro-kernel reads them:
/// <code>packed [panel][block of input channels][ky][kx][k: channels of the block][o: 16 or 32 output channels]</code>
/// The weights of the last output block's padding lanes are zero.
/// </remarks>
internal readonly struct Conv2dDirectPanels
{
    private readonly int _groupBlocks;
    private readonly int _groupPanels;
    private readonly int _panelBlocks;
    private readonly int _terms;

    /// <summary>Cuts a convolution's channels.</summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="panelBlocks">Blocks of a full panel; the last of a group may have fewer.</param>
    public Conv2dDirectPanels(in Conv2dGeometry geometry, int panelBlocks)
    {
        _groupBlocks = ChannelBlocks.Count(geometry.GroupOutChannels);
        _groupPanels = (_groupBlocks + panelBlocks - 1) / panelBlocks;
        _panelBlocks = panelBlocks;
        _terms = geometry.Terms;
        Count = geometry.Groups * _groupPanels;
        Lanes = geometry.Groups * _groupBlocks * ChannelBlocks.Lanes;
    }

    /// <summary>Panels of all groups.</summary>
    public int Count { get; }

    /// <summary>Lanes of all output blocks, padding lanes included.</summary>
    public int Lanes { get; }

    /// <summary>Floats of all packed weights.</summary>
    public int Floats => checked(Lanes * _terms);

    /// <summary>The group whose channels a panel reads.</summary>
    public int Group(int panel) => panel / _groupPanels;

    /// <summary>The index of a panel's first block of output channels.</summary>
    public int FirstBlock(int panel)
    {
        (int group, int groupPanel) = Math.DivRem(panel, _groupPanels);
        return (group * _groupBlocks) + (groupPanel * _panelBlocks);
    }

    /// <summary>How many blocks a panel has.</summary>
    public int Blocks(int panel) => Math.Min(_panelBlocks, _groupBlocks - (panel % _groupPanels * _panelBlocks));

    /// <summary>The offset of a panel's first weight: the weights of all blocks before it precede it.</summary>
    public nint FirstWeight(int panel) => (nint)FirstBlock(panel) * ChannelBlocks.Lanes * _terms;

    /// <summary>Packs the weights in this order.</summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="pixelFloats">
    /// Channels that are adjacent in the input: 16 for blocked layout, 1 for plain layout.
    /// </param>
    /// <param name="weight">[O,C/groups,KH,KW]</param>
    /// <param name="packed">[<see cref="Floats"/>], filled with zeros before the call.</param>
    public void Pack(in Conv2dGeometry geometry, int pixelFloats, ReadOnlySpan<float> weight, Span<float> packed)
    {
        int taps = geometry.KernelHeight * geometry.KernelWidth;
        for (int panel = 0; panel < Count; panel++)
        {
            int width = Blocks(panel) * ChannelBlocks.Lanes;
            int firstChannel = FirstBlock(panel) * ChannelBlocks.Lanes;
            int channels = Math.Min(width, geometry.OutChannels - firstChannel);
            Span<float> rows = packed.Slice((int)FirstWeight(panel), width * _terms);
            for (int c = 0; c < geometry.GroupInChannels; c++)
            {
                (int block, int k) = Math.DivRem(c, pixelFloats);
                int lanes = Math.Min(pixelFloats, geometry.GroupInChannels - (block * pixelFloats));
                for (int tap = 0; tap < taps; tap++)
                {
                    int term = (block * pixelFloats * taps) + (tap * lanes) + k;
                    for (int o = 0; o < channels; o++)
                    {
                        rows[(term * width) + o] = weight[((firstChannel + o) * _terms) + (c * taps) + tap];
                    }
                }
            }
        }
    }
}
