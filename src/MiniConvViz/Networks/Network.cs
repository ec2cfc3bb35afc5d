using System.Collections.Concurrent;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks;

/// <summary>
/// A checked graph of operators in execution order. It is immutable: any number of sessions may run it side by side.
/// </summary>
public sealed class Network
{
    private readonly ConcurrentDictionary<(Node Convolution, Node Norm), Conv2d> _folded = new();
    private readonly Dictionary<string, Node> _byName;

    internal Network(ModelCard card, IReadOnlyList<Node> nodes)
    {
        (Card, Nodes) = (card, nodes);
        _byName = nodes.ToDictionary(node => node.Name);
        _ = InferShapes(((Input)nodes[0].Operator).ExampleShape);
    }

    /// <summary>What the network is called, the images it expects, and the classes it names.</summary>
    public ModelCard Card { get; }

    public string Name => Card.Name;

    /// <summary>All nodes in execution order: the input first, the output last.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>The node the image enters by.</summary>
    public Node Input => Nodes[0];

    /// <summary>The node whose value <c>Session.Run</c> returns.</summary>
    public Node Output => Nodes[^1];

    /// <summary>All learned numbers, as <c>sum(p.numel() for p in model.parameters())</c> counts them.</summary>
    public long ParameterCount => Nodes.Sum(node => node.Operator.Parameters.Sum(parameter => parameter.LearnedCount));

    /// <summary>The node of that name.</summary>
    /// <exception cref="NetworkException">There is none; the message lists the nearest names.</exception>
    public Node this[string name] =>
        _byName.TryGetValue(name, out Node? node) ? node : throw NodePattern.NoMatch(name, this);

    /// <summary>
    /// Follows an input's shape through the whole network: one shape per node, in the order of <see cref="Nodes"/>.
    /// </summary>
    /// <exception cref="NetworkException">A node cannot take what reaches it.</exception>
    public Shape[] InferShapes(Shape input)
    {
        Shape[] shapes = new Shape[Nodes.Count];
        foreach (Node node in Nodes)
        {
            Shape[] inputs = node == Input ? [input] : [.. node.Inputs.Select(source => shapes[source.Index])];
            try
            {
                shapes[node.Index] = node.Operator.InferShape(inputs);
            }
            catch (Exception problem) when (problem is ShapeException or ArgumentException)
            {
                throw new NetworkException($"{node}: {problem.Message}");
            }
        }

        return shapes;
    }

    /// <summary>Multiply-adds of one run over an input of this shape, per node.</summary>
    public long[] MultiplyAdds(Shape input)
    {
        Shape[] shapes = InferShapes(input);
        return [.. Nodes.Select(node => node == Input
            ? 0
            : node.Operator.MultiplyAdds([.. node.Inputs.Select(source => shapes[source.Index])]))];
    }

    /// <summary>The convolution with the batch norm behind it folded in; made once, shared by all sessions.</summary>
    internal Conv2d Folded(Node convolution, Node norm) => _folded.GetOrAdd(
        (convolution, norm), pair => ((BatchNorm2d)pair.Norm.Operator).FoldInto((Conv2d)pair.Convolution.Operator));
}
