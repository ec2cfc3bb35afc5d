using MiniConvViz.Imaging;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>The nodes that can be drawn and have requested channels, and why others are left out.</summary>
/// <param name="Drawn">In the network's order; at least one.</param>
/// <param name="Left">A sentence for each reason, with the nodes that are left out.</param>
/// <param name="Lacking">A sentence on layers without all requested channels; empty where all have them.</param>
internal sealed record LayersToDraw(IReadOnlyList<Node> Drawn, IReadOnlyList<string> Left, string Lacking)
{
    /// <summary>Chooses by the shapes of one image's activations, one per node of the network.</summary>
    /// <exception cref="UsageException">Nothing is left to draw.</exception>
    public static LayersToDraw Among(IReadOnlyList<Node> nodes, IReadOnlyList<Shape> shapes, ChannelSelection channels)
    {
        List<Node> drawn = [];
        List<(string Reason, string Name)> left = [];
        List<string> lacking = [];
        int widest = 0;
        foreach (Node node in nodes)
        {
            Shape shape = FeatureMap.ShapeToDraw(node, shapes[node.Index]);
            if (FeatureMap.ObstacleOf(shape) is string obstacle)
            {
                left.Add((obstacle, node.Name));
                continue;
            }

            widest = Math.Max(widest, shape.Channels);
            if (channels.LargestMissing(shape.Channels) is int missing)
            {
                lacking.Add($"{node.Name} has no channel {missing}, but {Counted.Of(shape.Channels, "channel")}");
            }

            if (channels.IsIn(shape.Channels))
            {
                drawn.Add(node);
            }
            else
            {
                left.Add(("having none of the requested channels", node.Name));
            }
        }

        string[] notes =
        [
            .. left.GroupBy(one => one.Reason, one => one.Name)
                .Select(group => $"not drawn, {group.Key}: {string.Join(", ", group)}"),
        ];
        return drawn.Count > 0 ? new LayersToDraw(drawn, notes, Sentence(lacking))
            : widest > 0 ? throw new UsageException(
                $"--channels: no layer has any of those channels; the widest has {widest}.")
            : throw new UsageException($"nothing to draw: {string.Join("; ", notes)}; 'export' writes the values.");
    }

    private static string Sentence(List<string> lacking) => lacking.Count switch
    {
        0 => "",
        1 => $"--channels: {lacking[0]}",
        _ => $"--channels: {lacking[0]}, and {lacking.Count - 1} more layers lack some of the requested channels",
    };
}
