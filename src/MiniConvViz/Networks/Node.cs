using MiniConvViz.Ops;

namespace MiniConvViz.Networks;

/// <summary>One step of a network: an operator, the nodes it reads, and torchvision's name for it.</summary>
public sealed class Node
{
    internal Node(int index, string name, Operator @operator, IReadOnlyList<Node> inputs) =>
        (Index, Name, Operator, Inputs) = (index, name, @operator, inputs);

    /// <summary>The position in execution order; the input node is 0.</summary>
    public int Index { get; }

    /// <summary>The name <c>get_graph_node_names</c> gives, such as <c>layer1.0.relu_1</c>.</summary>
    public string Name { get; }

    /// <summary>The operator of the node.</summary>
    public Operator Operator { get; }

    /// <summary>The nodes whose outputs this one reads; always earlier in the order.</summary>
    public IReadOnlyList<Node> Inputs { get; }

    /// <summary>A remark on its origin: <c>batch norm folded in by the exporter</c>.</summary>
    public string Remark { get; internal set; } = "";

    /// <summary>
    /// Whether its output is [N,H,W,C], not [N,C,H,W]: recognised by the transposes before it
    /// (<see cref="ChannelLayouts"/>).
    /// </summary>
    public bool ChannelsAreLast { get; internal set; }

    /// <summary>
    /// Those of <see cref="Inputs"/> whose elements are read; of the others, if any, only the shapes are used.
    /// </summary>
    internal IEnumerable<Node> ValueInputs => Inputs.Take(Operator.ValueInputs(Inputs.Count));

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Operator.Kind})";
}
