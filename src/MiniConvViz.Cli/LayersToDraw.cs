using MiniConvViz.Imaging;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>The nodes that can be drawn and have channels that were asked for, and why others are left.</summary>
/// <param name="Drawn">In the network's order; at least one.</param>
/// <param name="Left">A sentence for each reason, naming the nodes.</param>
internal sealed record LayersToDraw(IReadOnlyList<Node> Drawn, IReadOnlyList<string> Left)
{
    /// <summary>Looks at the shapes of one image's activations, one per node of the network.</summary>
    /// <exception cref="UsageException">Nothing is left to draw.</exception>
    public static LayersToDraw Among(IReadOnlyList<Node> nodes, IReadOnlyList<Shape> shapes, ChannelSelection channels)
    {
        List<Node> drawn = [];
        List<(string Reason, string Name)> left = [];
        int widest = 0;
        foreach (Node node in nodes)
        {
            Shape shape = FeatureMap.ShapeToDraw(shapes[node.Index]);
            if (FeatureMap.ObstacleOf(shape) is string obstacle)
            {
                left.Add((obstacle, node.Name));
                continue;
            }

            widest = Math.Max(widest, shape.Channels);
            if (channels.IsIn(shape.Channels))
            {
                drawn.Add(node);
            }
            else
            {
                left.Add(("having none of the channels asked for", node.Name));
            }
        }

        string[] notes =
        [
            .. left.GroupBy(one => one.Reason, one => one.Name)
                .Select(group => $"not drawn, {group.Key}: {string.Join(", ", group)}"),
        ];
        return drawn.Count > 0 ? new LayersToDraw(drawn, notes)
            : widest > 0 ? throw new UsageException(
                $"--channels: no layer has any of those channels; the widest has {widest}.")
            : throw new UsageException($"nothing to draw: {string.Join("; ", notes)}; 'export' writes the numbers.");
    }
}
