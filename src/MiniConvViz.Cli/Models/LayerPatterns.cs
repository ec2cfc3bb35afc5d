using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary>The words that select nodes, as people write them.</summary>
internal static class LayerPatterns
{
    /// <summary>
    /// The patterns that are meant: <c>conv1,bn1</c> is two, and <c>Conv2d</c>, where no node has that name, is
    /// <c>kind:Conv2d</c>. Each selects some node.
    /// </summary>
    /// <exception cref="NetworkException">One selects none; the message lists the nearest names.</exception>
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
