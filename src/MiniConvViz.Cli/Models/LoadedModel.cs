using MiniConvViz.Formats;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary>A network with its weights.</summary>
/// <param name="Network">The network.</param>
/// <param name="WeightsFile">The file the weights came from.</param>
/// <param name="Notes">How they were found in the file, a sentence each.</param>
internal sealed record LoadedModel(Network Network, string WeightsFile, IReadOnlyList<string> Notes)
{
    /// <summary>The notes on what was chosen or left out, which are also printed.</summary>
    public IReadOnlyList<string> Choices { get; private init; } = [];

    /// <summary>A network with weights from a checkpoint.</summary>
    /// <param name="network">The network.</param>
    /// <param name="checkpoint">Its weights.</param>
    /// <param name="fitting">How they were made to fit, a sentence each.</param>
    public static LoadedModel Of(Network network, StateDict checkpoint, IReadOnlyList<string> fitting) =>
        new(network, checkpoint.Path, [.. checkpoint.Notes.Union(fitting), .. network.Warnings])
        {
            Choices = checkpoint.Choice is string choice ? [choice, .. fitting] : fitting,
        };

    /// <summary>A network that came with its weights; remarks on its nodes become notes.</summary>
    public static LoadedModel Of(Network network, string file)
    {
        IEnumerable<string> remarks = network.Nodes
            .Where(node => node.Remark.Length > 0)
            .GroupBy(node => node.Remark)
            .Select(group => $"{group.Key}: {group.Count()} nodes, {group.First().Name} the first");
        string[] missing = network.MissingSummary.Length > 0 ? [network.MissingSummary] : [];
        return new LoadedModel(network, file, [.. missing, .. remarks, .. network.Warnings]);
    }
}
