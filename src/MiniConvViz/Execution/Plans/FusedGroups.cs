using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>Finds the nodes of a network that can be fused, given the watched ones.</summary>
internal static class FusedGroups
{
    /// <summary>
    /// Every group of nodes that one convolution or linear layer can finish, by the group's last node.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="shapes">The shape of each node's output.</param>
    /// <param name="watch">Nodes whose true value must exist.</param>
    /// <param name="isVectorCode">The plan is for the vector code, which has tails (<see cref="ConvTail"/>).</param>
    public static Dictionary<Node, FusedGroup> Find(Network network, Shape[] shapes, Watch watch, bool isVectorCode)
    {
        ILookup<Node, Node> readers = network.Nodes
            .SelectMany(node => node.ValueInputs.Select(input => (input, node)))
            .ToLookup(edge => edge.input, edge => edge.node);
        HashSet<Node> taken = [];
        Dictionary<Node, FusedGroup> groups = [];
        bool hasTail = false;
        foreach (Node node in network.Nodes.Where(node => node.Operator is Conv2d or Linear))
        {
            hasTail = isVectorCode && node.Operator is Conv2d convolution
                && convolution.AlwaysMakesBlocks(shapes[node.Inputs[0].Index]);
            if (FusedGroup.Match(node, OnlyReader, other => shapes[other.Index]) is FusedGroup group)
            {
                taken.UnionWith(group.Members);
                groups.Add(group.Last, group);
            }
        }

        return groups;

        // A tail may continue after a watched node, unless an edit may replace the node's value.
        Node? OnlyReader(Node node) =>
            (!watch.Nodes.Contains(node) || (hasTail && !watch.Edited.Contains(node)))
            && readers[node].Count() == 1 && readers[node].Single() is Node reader
            && !taken.Contains(reader) ? reader : null;
    }
}
