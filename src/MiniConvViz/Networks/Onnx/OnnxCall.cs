using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// One ONNX operator on its way into a network: its inputs as the importer of that operator wants to have them, and
/// the nodes it turns into.
/// </summary>
internal sealed class OnnxCall(OnnxGraphBuilder graph, OnnxNode node, IReadOnlyList<OnnxValue?> inputs)
{
    private readonly OnnxValue?[] _outputs = new OnnxValue?[node.Outputs.Count];

    public OnnxNode Node => node;

    public int Opset => node.Opset;

    /// <summary>Whether an extent of the network's inputs may change from run to run.</summary>
    public bool HasFreeAxes => graph.HasFreeAxes;

    /// <summary>Whether the exporter multiplied a batch norm into the weight.</summary>
    public bool IsFolded => graph.Names.IsFolded(node, Value(1).StoredName);

    /// <summary>How many inputs the file lists, those left out among them.</summary>
    public int Count => inputs.Count;

    /// <summary>What the outputs stand for, once the operator is imported.</summary>
    public IReadOnlyList<OnnxValue?> Outputs => _outputs;

    /// <summary>Whether an optional input is there.</summary>
    public bool Has(int index) => index < inputs.Count && inputs[index] is not null;

    /// <summary>The values that other nodes read, or that are the graph's outputs; null where that is unknown.</summary>
    public IReadOnlySet<string>? Read { get; init; }

    /// <summary>Whether somebody may read that output.</summary>
    public bool Wants(int output) => output < node.Outputs.Count && node.Outputs[output].Length > 0;

    /// <summary>Whether another node reads that output or it is the graph's, as far as is known.</summary>
    public bool IsRead(int output) => Wants(output) && Read?.Contains(node.Outputs[output]) != false;

    /// <summary>An input as it is known while importing.</summary>
    /// <exception cref="UnreadableInputException">The operator needs it and the file leaves it out.</exception>
    public OnnxValue Value(int index) =>
        Has(index) ? inputs[index]! : throw node.Error($"needs an input number {index}, which the file leaves out");

    /// <summary>An input as a node; known numbers become a constant's.</summary>
    public Node Input(int index) => graph.ToNode(Value(index));

    /// <summary>All inputs as nodes.</summary>
    public Node[] InputNodes() => [.. Enumerable.Range(0, Count).Select(Input)];

    /// <summary>The shape of an input, for the shapes that the network is checked with.</summary>
    public Shape ShapeOf(int index) => graph.ShapeOf(Value(index));

    /// <summary>The rank of an input.</summary>
    public int RankOf(int index) => ShapeOf(index).Rank;

    /// <summary>The numbers of an input that are known already; null where a run computes them.</summary>
    /// <exception cref="ShapeException">They are more than the file may ask for.</exception>
    public Tensor? Constant(int index)
    {
        OnnxValue value = Value(index);
        return value.IsConstant ? graph.Numbers(value) : null;
    }

    /// <summary>The numbers of an input that has to be known: weights, statistics of a batch norm.</summary>
    /// <exception cref="OnnxRefusal">A run computes them.</exception>
    public Tensor Weight(int index, string what) =>
        KnownWeight(index, what)
        ?? throw new OnnxRefusal($"its {what} is computed by the graph, not stored in the file");

    /// <summary>The same, but null where a run computes it.</summary>
    public Tensor? KnownWeight(int index, string what)
    {
        if (!Value(index).IsConstant)
        {
            return null;
        }

        Tensor weight = graph.Weight(Value(index));
        string stored = Value(index).StoredName;
        graph.Weights.Look(stored.Length > 0 ? stored : $"{node.Name}.{what}", weight);
        return weight;
    }

    /// <summary>One number that has to be known; it may be infinite, as the end of a clamp is.</summary>
    /// <exception cref="OnnxRefusal">A run computes it, or there is none.</exception>
    public float Number(int index, string what) => Constant(index) is Tensor { Shape.Count: > 0 } constant
        ? constant.Values[0]
        : throw new OnnxRefusal($"its {what} is computed by the graph or empty, not a number stored in the file");

    /// <summary>A weight that may be left out.</summary>
    public Tensor? OptionalWeight(int index, string what) => Has(index) ? Weight(index, what) : null;

    /// <summary>Whether an input is known to be zeros.</summary>
    public bool IsZero(int index) => Value(index).IsConstant && !graph.Numbers(Value(index)).Values.ContainsAnyExcept(0f);

    /// <summary>Whether two integers are the same, whatever extents the open axes have.</summary>
    public bool AreEqual(ShapeTerm left, ShapeTerm right) => graph.TrySettle(
        new ShapeTerm.ComputedTerm("Sub", values => values[0] - values[1], [left, right]), out double difference)
        && difference == 0;

    /// <summary>Integers that have to be known: axes, repeats.</summary>
    /// <exception cref="OnnxRefusal">They depend on shapes or are computed.</exception>
    public int[] Ints(int index, string what)
    {
        IReadOnlyList<ShapeTerm> terms = Terms(index, what);
        int[] integers = new int[terms.Count];
        for (int i = 0; i < integers.Length; i++)
        {
            integers[i] = graph.TrySettle(terms[i], out double value)
                ? (int)Math.Clamp(value, int.MinValue, int.MaxValue)
                : throw new OnnxRefusal($"its {what} depend on the input's shape");
        }

        return integers;
    }

    /// <summary>Integers that may depend on shapes, as terms over node indices.</summary>
    /// <exception cref="OnnxRefusal">They are computed from numbers.</exception>
    public IReadOnlyList<ShapeTerm> Terms(int index, string what) =>
        Value(index).AsTerms()?.Terms ?? throw new OnnxRefusal($"its {what} are computed by the graph");

    /// <summary>The extents of an input as terms, whatever shape a run gives it.</summary>
    public IReadOnlyList<ShapeTerm> ExtentsOf(int index)
    {
        Node of = Input(index);
        IEnumerable<int> axes = Enumerable.Range(0, graph.ShapeOf(of).Rank);
        return [.. axes.Select(axis => new ShapeTerm.ExtentTerm(of.Index, axis))];
    }

    /// <summary>Has to be asked before a tensor is made now.</summary>
    /// <exception cref="ShapeException">A tensor of that shape is more than the file may ask for.</exception>
    public void TakeNow(Shape shape) => graph.TakeNow(shape);

    /// <summary>Inputs whose shapes formulas look at, behind those whose numbers are read.</summary>
    public LentShapes Lend(params IEnumerable<Node> read) => new(graph.Nodes, read);

    /// <summary>Adds the node whose value is an output of this operator.</summary>
    /// <param name="output">Which one.</param>
    /// <param name="operator">What it does.</param>
    /// <param name="from">What it reads.</param>
    /// <param name="isInteger">Whether the file holds integers there; left out, as in the first input.</param>
    public Node Emit(int output, Operator @operator, IReadOnlyList<Node> from, bool? isInteger = null)
    {
        Node added = graph.Add(graph.NameOf(node, inputs), @operator, from);
        _outputs[output] = OnnxValue.Of(added, isInteger ?? (Has(0) && Value(0).IsInteger));
        return added;
    }

    /// <summary>Adds the node whose value is the first output.</summary>
    public Node Emit(Operator @operator, params IReadOnlyList<Node> from) => Emit(0, @operator, from);

    /// <summary>Adds a node that prepares for others of this operator.</summary>
    public Node Inner(string suffix, Operator @operator, params IReadOnlyList<Node> from) =>
        graph.Add($"{graph.NameOf(node, inputs)}.{suffix}", @operator, from);

    /// <summary>Adds numbers that are known already.</summary>
    public Node Inner(string suffix, Tensor constant) => Inner(suffix, new Constant(constant));

    /// <summary>Says what an output is, where it is no new node.</summary>
    public void Set(int output, OnnxValue value) => _outputs[output] = value;
}
