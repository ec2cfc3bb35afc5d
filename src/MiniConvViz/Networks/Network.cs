using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks;

/// <summary>
/// A checked graph of operators in execution order. It is immutable: any number of sessions may run it at the same
/// time.
/// </summary>
public sealed class Network
{
    private readonly Dictionary<string, Node> _byName;

    /// <summary>The result of the last inference: the steps before a run need the same shapes several times.</summary>
    private Inference? _latest;

    internal Network(ModelCard card, IReadOnlyList<Node> nodes, IReadOnlyList<Node> outputs)
    {
        (Card, Nodes, Outputs) = (card, nodes, outputs);
        Inputs = [.. nodes.Where(node => node.Operator is Input)];
        _byName = nodes.ToDictionary(node => node.Name);
        ChannelLayouts.Mark(nodes, InferShapes(ExampleShapes), card);
    }

    /// <summary>The network's name, its preprocessing and its classes.</summary>
    public ModelCard Card { get; }

    /// <summary>The name on its card, such as <c>resnet18</c>.</summary>
    public string Name => Card.Name;

    /// <summary>Warnings on the weights, a sentence each: tensors that contain NaN or infinity.</summary>
    public IReadOnlyList<string> Warnings { get; internal init; } = [];

    /// <summary>
    /// What the network's file asks for and the network lacks: nodes that cannot be computed and all that they feed, in
    /// the order of the file. Where it lacks the file's outputs, <see cref="Outputs"/> are the last nodes that are
    /// there.
    /// </summary>
    public IReadOnlyList<MissingNode> Missing { get; internal init; } = [];

    /// <summary>
    /// What of an ONNX file is missing, in one sentence; empty where nothing is. A checkpoint's missing weights are
    /// among the <see cref="Warnings"/>.
    /// </summary>
    public string MissingSummary { get; internal init; } = "";

    /// <summary>Whether <see cref="Output"/> is a node in the middle of what the file describes.</summary>
    internal bool IsCut { get; init; }

    /// <summary>All nodes in execution order.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>The nodes of the network's inputs: usually one, the image.</summary>
    public IReadOnlyList<Node> Inputs { get; }

    /// <summary>The nodes of the network's outputs: usually one, the last.</summary>
    public IReadOnlyList<Node> Outputs { get; }

    /// <summary>The node whose value <c>Session.Run</c> returns; a tap gives access to further outputs.</summary>
    public Node Output => Outputs[0];

    /// <summary>Shapes that the inputs may have: those the network was trained or exported with.</summary>
    public IReadOnlyList<Shape> ExampleShapes => [.. Inputs.Select(node => ((Input)node.Operator).ExampleShape)];

    /// <summary>
    /// The number of learned values, as <c>sum(p.numel() for p in model.parameters())</c> counts them.
    /// </summary>
    public long ParameterCount => Nodes.Sum(node => node.Operator.Parameters.Sum(parameter => parameter.LearnedCount));

    /// <summary>The node of that name.</summary>
    /// <exception cref="NetworkException">There is none; the message lists the nearest names.</exception>
    public Node this[string name] =>
        _byName.TryGetValue(name, out Node? node) ? node : throw NodePattern.NoMatch(name, this);

    /// <summary>
    /// Infers the shapes of the whole network from those of the inputs: one shape per node, in the order of
    /// <see cref="Nodes"/>.
    /// </summary>
    /// <exception cref="NetworkException">A node cannot take its input's shape, or the number of inputs is
    /// wrong.</exception>
    public Shape[] InferShapes(params IReadOnlyList<Shape> given)
    {
        if (given.Count != Inputs.Count)
        {
            throw new NetworkException(
                $"{Name} has {Counted.Of(Inputs.Count, "input")} "
                + $"({string.Join(", ", Inputs.Select(node => node.Name))}), "
                + $"got {given.Count}");
        }

        if (_latest is { } latest && latest.Given.AsSpan().SequenceEqual([.. given]))
        {
            return [.. latest.Shapes];
        }

        Shape[] shapes = InferFrom(given);
        _latest = new Inference([.. given], [.. shapes]);
        return shapes;
    }

    private Shape[] InferFrom(IReadOnlyList<Shape> given)
    {
        Shape[] shapes = new Shape[Nodes.Count];
        int next = 0;
        foreach (Node node in Nodes)
        {
            bool isInput = node.Operator is Input;
            Shape[] inputs = isInput ? [given[next++]] : [.. node.Inputs.Select(source => shapes[source.Index])];
            try
            {
                shapes[node.Index] = node.Operator.CheckedShape(inputs);
            }
            catch (Exception problem) when (problem is ShapeException or ArgumentException or OverflowException)
            {
                throw new NetworkException($"{node}: {problem.Message}");
            }
        }

        return shapes;
    }

    /// <summary>Multiply-adds of one run over inputs of these shapes, per node.</summary>
    public long[] MultiplyAdds(params IReadOnlyList<Shape> given)
    {
        Shape[] shapes = InferShapes(given);
        return [.. Nodes.Select(node => node.Operator.MultiplyAdds([.. node.Inputs.Select(ShapeOf)]))];

        Shape ShapeOf(Node node) => shapes[node.Index];
    }

    private sealed record Inference(Shape[] Given, Shape[] Shapes);
}
