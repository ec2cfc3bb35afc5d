using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary>The patterns of <c>--layers</c>, with common mistakes corrected.</summary>
internal static class LayerPatterns
{
    /// <summary>
    /// The corrected patterns: <c>conv1,bn1</c> becomes two, and <c>Conv2d</c>, where no node has that name, becomes
    /// <c>kind:Conv2d</c>. Each selects at least one node.
    /// </summary>
    /// <exception cref="NetworkException">One selects no node; the message lists the nearest names.</exception>
    public static string[] Of(Network network, IEnumerable<string> given)
    {
        string[] patterns = [.. given
            .SelectMany(word => word.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Select(word => IsKind(network, word) ? $"kind:{word}" : word)];
        foreach (string pattern in patterns)
        {
            _ = NodePattern.Select(network, pattern);
        }

        return patterns;
    }

    private static bool IsKind(Network network, string word) =>
        network.Nodes.All(node => node.Name != word)
        && network.Nodes.Any(node => node.Operator.Kind.Equals(word, StringComparison.OrdinalIgnoreCase));
}
