using System.Runtime.InteropServices;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// Builds the network while an ONNX graph is imported: its nodes so far, and their shapes for the example inputs.
/// </summary>
/// <param name="card">The card of the network.</param>
/// <param name="names">The names of the file's nodes.</param>
/// <param name="weights">Checks the weights that operators read.</param>
/// <param name="budget">The limits of this import.</param>
/// <param name="runsNow">Whether the network is run during the import, to compute a constant.</param>
internal sealed class OnnxGraphBuilder(
    ModelCard card, OnnxNames names, StoredWeights weights, OnnxBudget budget, bool runsNow = false)
{
    /// <summary>Elements of one activation: far above any network's.</summary>
    public const long FeatureMap = 1 << 28;

    private readonly NetworkBuilder _net = new(card, weights);
    private readonly List<Node> _nodes = [];
    private readonly List<Shape> _shapes = [];
    private readonly Dictionary<OnnxValue, Node> _constants = [];
    private readonly OnnxProbes _probes = new();

    /// <summary>Checks the weights that operators read.</summary>
    public StoredWeights Weights => weights;

    /// <summary>The names of the nodes of the graph, the branch or the function that is imported.</summary>
    public OnnxNames Names { get; set; } = names;

    /// <summary>All nodes in the order of the run.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>Whether an extent of the network's inputs may change from run to run.</summary>
    public bool HasFreeAxes { get; private set; }

    /// <summary>The name of a node of the file in this network, without the suffix of repeated names.</summary>
    public string NameOf(OnnxNode node, IReadOnlyList<OnnxValue?> inputs) =>
        Names.NameOf(node, inputs.Count > 1 ? inputs[1]?.StoredName ?? "" : "");

    /// <summary>Adds a node, and computes its shapes.</summary>
    /// <exception cref="ShapeException">The operator does not accept its inputs.</exception>
    public Node Add(string name, Operator @operator, params IReadOnlyList<Node> inputs)
    {
        Shape shape = Check(@operator, inputs);
        budget.TakeNode();
        if (runsNow && @operator is not Constant)
        {
            budget.Take(shape, OnnxBudget.WorkOf(@operator, [.. inputs.Select(ShapeOf)], shape));
        }

        Node added = _net.Apply(name, @operator, [.. inputs]);
        HasFreeAxes |= @operator is Input { HasFreeAxes: true };
        _nodes.Add(added);
        _shapes.Add(shape);
        _probes.Add(@operator, inputs);
        return added;
    }

    /// <summary>The shape that an operator computes; nothing is added.</summary>
    /// <exception cref="ShapeException">The operator does not accept its inputs.</exception>
    public Shape Check(Operator @operator, IReadOnlyList<Node> inputs)
    {
        Shape shape = @operator is Input input
            ? input.ExampleShape
            : @operator.CheckedShape([.. inputs.Select(ShapeOf)]);
        return shape.Count <= FeatureMap
            ? shape
            : throw new ShapeException($"has {shape.Count} elements; at most {FeatureMap} are supported");
    }

    /// <summary>The node of a value; known values become a constant, shape arithmetic a node of its own.</summary>
    public Node ToNode(OnnxValue value)
    {
        if (value.Node is not null)
        {
            return value.Node;
        }

        if (!_constants.TryGetValue(value, out Node? node))
        {
            node = value.IsConstant
                ? Add(value.StoredName.Length > 0 ? value.StoredName : "constant", new Constant(Numbers(value)))
                : AddTerms(value);
            _constants.Add(value, node);
        }

        return node;
    }

    /// <summary>The shape that a node has for the example inputs.</summary>
    public Shape ShapeOf(Node node) => _shapes[node.Index];

    /// <summary>The shape that a value has for the example inputs.</summary>
    public Shape ShapeOf(OnnxValue value) =>
        value.Node is not null ? ShapeOf(value.Node)
        : value.Terms is not null ? value.TermsShape
        : value.ConstantShape;

    /// <summary>The value of a term that is the same for all extents of the open axes.</summary>
    /// <param name="term">The term, over node indices.</param>
    /// <param name="value">Its value.</param>
    public bool TrySettle(ShapeTerm term, out double value)
    {
        if (term.TryGetConstant(out value))
        {
            return true;
        }

        value = term.Evaluate(CollectionsMarshal.AsSpan(_shapes));
        return _probes.Agree(term, value);
    }

    /// <summary>The values of terms that are the same for all extents of the open axes; null for others.</summary>
    public double[]? Settle(OnnxValue? value)
    {
        double[] values = new double[value?.Terms?.Count ?? 0];
        for (int i = 0; i < values.Length; i++)
        {
            if (!TrySettle(value!.Terms![i], out values[i]))
            {
                return null;
            }
        }

        return value?.Terms is null ? null : values;
    }

    /// <summary>The values of a constant.</summary>
    /// <exception cref="ShapeException">It is one value repeated more often than the limits allow.</exception>
    public Tensor Numbers(OnnxValue constant)
    {
        if (constant.IsUnmade)
        {
            TakeNow(constant.ConstantShape);
        }

        return constant.Constant();
    }

    /// <summary>The values of a constant that the network keeps as a weight.</summary>
    /// <exception cref="ShapeException">It is one value repeated more often than there is memory for.</exception>
    public Tensor Weight(OnnxValue constant)
    {
        if (constant.IsUnmade)
        {
            budget.TakeWeight(constant.ConstantShape);
        }

        return constant.Constant();
    }

    /// <summary>Counts a tensor that is created during the import.</summary>
    /// <exception cref="ShapeException">It exceeds the limits of the import.</exception>
    public void TakeNow(Shape shape) => budget.Take(shape, shape.Count);

    /// <summary>A small network that is run during the import, to compute a constant.</summary>
    public OnnxGraphBuilder Scratch(string name) =>
        new(ModelCard.Unknown(name), Names, weights, budget, runsNow: true);

    /// <summary>Removes the nodes from an index on: an operator was refused after it had added them.</summary>
    public void RemoveFrom(int index)
    {
        _net.RemoveFrom(index);
        _nodes.RemoveRange(index, _nodes.Count - index);
        _shapes.RemoveRange(index, _shapes.Count - index);
        _probes.RemoveFrom(index);
        foreach (OnnxValue value in _constants.Where(entry => entry.Value.Index >= index).Select(entry => entry.Key))
        {
            _constants.Remove(value);
        }
    }

    /// <summary>Completes the network.</summary>
    /// <exception cref="NetworkException">A node does not accept its inputs.</exception>
    public Network Build(IReadOnlyList<Node> outputs) => _net.Build(outputs);

    /// <summary>Completes a network that may lack nodes of its file.</summary>
    /// <param name="outputs">Its outputs.</param>
    /// <param name="losses">The nodes that it lacks.</param>
    /// <param name="isCut">Whether it lacks all outputs of the file.</param>
    /// <exception cref="NetworkException">A node does not accept its inputs.</exception>
    public Network Build(IReadOnlyList<Node> outputs, OnnxLosses losses, bool isCut)
    {
        _net.Missing = losses.Missing;
        _net.MissingSummary = losses.Missing.Count == 0 ? "" : losses.Summary(_nodes.Count(OnnxEnds.IsComputed));
        _net.IsCut = isCut;
        return _net.Build(outputs);
    }

    private Node AddTerms(OnnxValue value)
    {
        LentShapes lent = new(_nodes);
        ShapeFormula formula = lent.Map(value.Terms!);
        return Add("size", new ShapeValues(formula, value.TermsShape), lent.Inputs);
    }
}
