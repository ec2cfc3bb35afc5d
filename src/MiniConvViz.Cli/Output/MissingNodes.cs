using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary>What a network lacks of its file, as the commands print it in JSON.</summary>
internal static class MissingNodes
{
    /// <summary>The nodes; null, which is left out of JSON, where nothing is missing.</summary>
    public static IReadOnlyList<MissingNode>? OrNull(Network network) =>
        network.Missing.Count > 0 ? network.Missing : null;
}
