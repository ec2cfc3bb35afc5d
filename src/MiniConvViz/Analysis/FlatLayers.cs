using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Statistics;

namespace MiniConvViz.Analysis;

/// <summary>
/// Finds first layers whose output hardly depends on the image. This happens where the pixels have another scale than
/// in training: the biases are then much larger than the weighted sums.
/// <code>flat: std(channel) &lt; 0.1 * |mean(channel)|, or constant</code>
/// </summary>
public static class FlatLayers
{
    private const double MostVariation = 0.1, LeastVariation = 0.2, Share = 0.9;
    private const int FewestChannels = 4, Nodes = 3;

    /// <summary>
    /// The first of a network's first convolution and the two nodes after it of which nine channels in ten are flat;
    /// null where there is none, or where the input itself hardly varies.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="input">Statistics of the input.</param>
    /// <param name="statistics">Those of a node, or null where they are unknown.</param>
    public static Node? First(Network network, LayerStatistics input, Func<Node, LayerStatistics?> statistics)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(input);
        bool varies = input.Channels.Any(channel => channel.StandardDeviation >= LeastVariation);
        return varies
            ? network.Nodes
                .SkipWhile(node => node.Operator is not Conv2d)
                .Take(Nodes)
                .FirstOrDefault(node => statistics(node) is LayerStatistics known && IsFlat(known))
            : null;
    }

    private static bool IsFlat(LayerStatistics layer) =>
        layer.Channels.Length >= FewestChannels
        && layer.Channels[0].Count > 1
        && layer.Channels.Count(IsFlat) >= Share * layer.Channels.Length;

    private static bool IsFlat(ChannelStatistics channel) =>
        channel.IsConstant || channel.StandardDeviation < MostVariation * Math.Abs(channel.Mean);
}
