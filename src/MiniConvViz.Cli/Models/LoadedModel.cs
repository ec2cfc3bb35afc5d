using MiniConvViz.Formats;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary>A network with its weights.</summary>
/// <param name="Network">The network.</param>
/// <param name="WeightsFile">The file the weights came from.</param>
/// <param name="Notes">What was done to find them, a sentence each.</param>
internal sealed record LoadedModel(Network Network, string WeightsFile, IReadOnlyList<string> Notes)
{
    /// <summary>Those of the notes that say what was chosen or left out, which the console says, too.</summary>
    public IReadOnlyList<string> Choices { get; private init; } = [];

    /// <summary>A network with weights from a checkpoint.</summary>
    /// <param name="network">The network.</param>
    /// <param name="checkpoint">Its weights.</param>
    /// <param name="fitting">What was done to make them fit, a sentence each.</param>
    public static LoadedModel Of(Network network, StateDict checkpoint, IReadOnlyList<string> fitting) =>
        new(network, checkpoint.Path, [.. checkpoint.Notes.Union(fitting), .. network.Warnings])
        {
            Choices = checkpoint.Choice is string choice ? [choice, .. fitting] : fitting,
        };

    /// <summary>A network that came with its weights; what is remarkable about its nodes is noted.</summary>
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
