using MiniConvViz.Imaging;
using MiniConvViz.Taps;

namespace MiniConvViz.Cli;

/// <summary>The activations that can be drawn and have channels that were asked for, and why others are left.</summary>
/// <param name="Drawn">In the network's order; at least one.</param>
/// <param name="Left">A sentence for each reason, naming the nodes.</param>
internal sealed record LayersToDraw(IReadOnlyList<Activation> Drawn, IReadOnlyList<string> Left)
{
    /// <exception cref="UsageException">Nothing is left to draw.</exception>
    public static LayersToDraw Among(IReadOnlyList<Activation> activations, ChannelSelection channels)
    {
        List<Activation> drawn = [];
        List<(string Reason, string Name)> left = [];
        int widest = 0;
        foreach (Activation activation in activations)
        {
            FeatureMap map = FeatureMap.From(activation);
            if (map.Obstacle is string obstacle)
            {
                left.Add((obstacle, activation.Name));
                continue;
            }

            widest = Math.Max(widest, map.Values.Shape.Channels);
            if (channels.IsIn(map.Values.Shape.Channels))
            {
                drawn.Add(activation);
            }
            else
            {
                left.Add(("having none of the channels asked for", activation.Name));
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
