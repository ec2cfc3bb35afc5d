using System.IO.Enumeration;

namespace MiniConvViz.Networks;

/// <summary>
/// Selects nodes by text: a name (<c>layer1.0.conv1</c>), a glob (<c>layer1.*.conv*</c>, where <c>*</c> is any
/// run of characters, dots included, and <c>?</c> is one), or an operator kind (<c>kind:Conv2d</c>).
/// </summary>
public static class NodePattern
{
    private const string KindPrefix = "kind:";

    /// <summary>The nodes a pattern selects, in execution order.</summary>
    /// <exception cref="NetworkException">It selects none; the message lists the nearest names or kinds.</exception>
    public static IReadOnlyList<Node> Select(Network network, string pattern)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentException.ThrowIfNullOrWhiteSpace(pattern);
        string glob = pattern.StartsWith(KindPrefix, StringComparison.Ordinal) ? pattern[KindPrefix.Length..] : pattern;
        bool byKind = glob.Length < pattern.Length;
        Node[] selected = [.. network.Nodes.Where(node => FileSystemName.MatchesSimpleExpression(
            glob, byKind ? node.Operator.Kind : node.Name, ignoreCase: byKind))];
        return selected.Length > 0 ? selected : throw NoMatch(pattern, network);
    }

    /// <summary>The error for a pattern that selects nothing.</summary>
    internal static NetworkException NoMatch(string pattern, Network network)
    {
        if (pattern.StartsWith(KindPrefix, StringComparison.Ordinal))
        {
            IEnumerable<string> kinds = network.Nodes.Select(node => node.Operator.Kind).Distinct().Order();
            return new NetworkException(
                $"{network.Name} has no operator '{pattern[KindPrefix.Length..]}'; it has {string.Join(", ", kinds)}");
        }

        IEnumerable<string> near = network.Nodes
            .Select(node => node.Name)
            .OrderBy(name => NearestNames.Distance(pattern, name))
            .Take(4);
        return new NetworkException(
            $"{network.Name} has no node '{pattern}'; near it are {string.Join(", ", near)}")
        {
            Remedy = Remedy.ListNodes,
        };
    }
}
