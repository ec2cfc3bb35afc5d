using MiniConvViz.Ops;

namespace MiniConvViz.Networks;

/// <summary>The part of a network that can be computed when some weights are missing.</summary>
/// <param name="Nodes">The nodes that can be computed, numbered anew.</param>
/// <param name="Ends">Those that no other node reads, the last first.</param>
/// <param name="Warning">The missing nodes, in one sentence; empty where none is missing.</param>
internal sealed record PartialNetwork(IReadOnlyList<Node> Nodes, IReadOnlyList<Node> Ends, string Warning)
{
    private const int NamedAtMost = 3;

    /// <summary>The nodes that are left out.</summary>
    public IReadOnlyList<MissingNode> Missing { get; private init; } = [];

    /// <summary>
    /// Ends the network before the first node whose parameters are absent, at a feature map: the nodes that only
    /// prepare the head's input are removed, too.
    /// </summary>
    public static PartialNetwork WithoutHead(IReadOnlyList<Node> all, IReadOnlySet<Node> lacking)
    {
        int end = all.Index().First(entry => lacking.Contains(entry.Item)).Index;
        while (end > 1 && all[end - 1].Operator is Flatten or Dropout)
        {
            end--;
        }

        return new([.. all.Take(end)], [all[end - 1]], "");
    }

    /// <summary>Leaves out the nodes without their weights, and all nodes that depend on them.</summary>
    /// <exception cref="NetworkException">Nothing is left.</exception>
    public static PartialNetwork Of(string name, IReadOnlyList<Node> all, IReadOnlySet<Node> lacking)
    {
        HashSet<Node> gone = [];
        foreach (Node node in all)
        {
            if (lacking.Contains(node) || node.Inputs.Any(gone.Contains))
            {
                gone.Add(node);
            }
        }

        gone.UnionWith(all.Where(node => node.Operator is Constant && !all.Any(
            reader => !gone.Contains(reader) && reader.Inputs.Contains(node))));
        List<Node> nodes = [];
        Dictionary<Node, Node> renumbered = [];
        HashSet<Node> read = [];
        foreach (Node node in all.Where(node => !gone.Contains(node)))
        {
            Node[] inputs = [.. node.Inputs.Select(input => renumbered[input])];
            Node kept = new(nodes.Count, node.Name, node.Operator, inputs) { Remark = node.Remark };
            renumbered.Add(node, kept);
            nodes.Add(kept);
            read.UnionWith(inputs);
        }

        Node[] ends = [.. nodes.Where(node => node.Operator is not Input && !read.Contains(node)).Reverse()];
        if (ends.Length == 0)
        {
            throw new NetworkException($"{name}: nothing of it can be computed, for its first layer has no weights");
        }

        string warning = gone.Count == 0 ? "" : $"{name} ends at {Names(ends)}; {gone.Count} of its {all.Count} nodes "
            + $"do not exist, for their weights or those of what feeds them are missing: {Names([.. gone])}";
        return new(nodes, ends, warning) { Missing = [.. all.Where(gone.Contains).Select(Lack)] };

        MissingNode Lack(Node node) => new(
            node.Name, node.Operator.Kind, lacking.Contains(node) ? "its weights are missing" : "");
    }

    private static string Names(Node[] nodes) =>
        string.Join(", ", nodes.Take(NamedAtMost).Select(node => node.Name))
        + (nodes.Length > NamedAtMost ? ", ..." : "");
}
