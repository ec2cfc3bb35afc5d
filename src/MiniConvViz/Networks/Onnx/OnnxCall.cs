using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// One ONNX operator while it is imported: its inputs, as nodes, constants or terms, and the nodes that are added for
/// it.
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

    /// <summary>The number of inputs that the file lists, including those left out.</summary>
    public int Count => inputs.Count;

    /// <summary>The values of the outputs, after the operator was imported.</summary>
    public IReadOnlyList<OnnxValue?> Outputs => _outputs;

    /// <summary>Whether an optional input is given.</summary>
    public bool Has(int index) => index < inputs.Count && inputs[index] is not null;

    /// <summary>The values that other nodes read, or that are the graph's outputs; null where that is unknown.</summary>
    public IReadOnlySet<string>? Read { get; init; }

    /// <summary>Whether the file gives that output a name, so that nodes may read it.</summary>
    public bool Wants(int output) => output < node.Outputs.Count && node.Outputs[output].Length > 0;

    /// <summary>Whether another node reads that output or it is the graph's, as far as is known.</summary>
    public bool IsRead(int output) => Wants(output) && Read?.Contains(node.Outputs[output]) != false;

    /// <summary>The value of an input.</summary>
    /// <exception cref="UnreadableInputException">The operator needs it and the file leaves it out.</exception>
    public OnnxValue Value(int index) =>
        Has(index) ? inputs[index]! : throw node.Error($"needs input {index}, which the file leaves out");

    /// <summary>An input as a node; known values become a constant.</summary>
    public Node Input(int index) => graph.ToNode(Value(index));

    /// <summary>All inputs as nodes.</summary>
    public Node[] InputNodes() => [.. Enumerable.Range(0, Count).Select(Input)];

    /// <summary>The shape of an input, for the example shapes with which the network is checked.</summary>
    public Shape ShapeOf(int index) => graph.ShapeOf(Value(index));

    /// <summary>The rank of an input.</summary>
    public int RankOf(int index) => ShapeOf(index).Rank;

    /// <summary>The known values of an input; null where a run computes them.</summary>
    /// <exception cref="ShapeException">They exceed the limits of the import.</exception>
    public Tensor? Constant(int index)
    {
        OnnxValue value = Value(index);
        return value.IsConstant ? graph.Numbers(value) : null;
    }

    /// <summary>The values of an input that must be known: weights, statistics of a batch norm.</summary>
    /// <exception cref="OnnxRefusal">A run computes them.</exception>
    public Tensor Weight(int index, string what) =>
        KnownWeight(index, what)
        ?? throw new OnnxRefusal($"the graph computes its {what}; expected a tensor stored in the file");

    /// <summary>The same, but null where a run computes it.</summary>
    public Tensor? KnownWeight(int index, string what) =>
        Value(index).IsConstant ? Checked(index, what, graph.Numbers(Value(index))) : null;

    /// <summary>
    /// A weight that may be as large as a network's: filters, matrices. Where the file states one value and a shape, it
    /// is made only after an operator has accepted the shape, since a few bytes can describe gigabytes.
    /// </summary>
    /// <param name="index">Which input it is.</param>
    /// <param name="what">Its name in messages.</param>
    /// <param name="reader">The operator with such a weight, whose elements it may not read.</param>
    /// <param name="input">What the operator is applied to.</param>
    /// <exception cref="OnnxRefusal">A run computes it.</exception>
    /// <exception cref="ShapeException">The operator does not accept the shape, or there is no memory for it.</exception>
    public Tensor LargeWeight(int index, string what, Func<Tensor, Operator> reader, Node input)
    {
        if (!Value(index).IsConstant)
        {
            return Weight(index, what);
        }

        if (Value(index).IsUnmade)
        {
            graph.Check(reader(Tensor.ShapeOnly(Value(index).ConstantShape)), [input]);
        }

        return Checked(index, what, graph.Weight(Value(index)));
    }

    private Tensor Checked(int index, string what, Tensor weight)
    {
        string stored = Value(index).StoredName;
        graph.Weights.Look(stored.Length > 0 ? stored : $"{node.Name}.{what}", weight);
        return weight;
    }

    /// <summary>One value that must be known; it may be infinite, as a bound of a clamp.</summary>
    /// <exception cref="OnnxRefusal">A run computes it, or there is none.</exception>
    public float Number(int index, string what) => Constant(index) is Tensor { Shape.Count: > 0 } constant
        ? constant.Values[0]
        : throw new OnnxRefusal($"the graph computes its {what}, or it is empty; expected a value stored in the file");

    /// <summary>A weight that may be left out.</summary>
    public Tensor? OptionalWeight(int index, string what) => Has(index) ? Weight(index, what) : null;

    /// <summary>Whether an input is known to be zeros.</summary>
    public bool IsZero(int index) => Value(index).IsConstant && !graph.Numbers(Value(index)).Values.ContainsAnyExcept(0f);

    /// <summary>Whether two integers are the same, whatever extents the open axes have.</summary>
    public bool AreEqual(ShapeTerm left, ShapeTerm right) => graph.TrySettle(
        new ShapeTerm.ComputedTerm("Sub", values => values[0] - values[1], [left, right]), out double difference)
        && difference == 0;

    /// <summary>Integers that must be known: axes, repeats.</summary>
    /// <exception cref="OnnxRefusal">They depend on shapes or are computed.</exception>
    public int[] Ints(int index, string what)
    {
        IReadOnlyList<ShapeTerm> terms = Terms(index, what);
        int[] integers = new int[terms.Count];
        for (int i = 0; i < integers.Length; i++)
        {
            integers[i] = graph.TrySettle(terms[i], out double value)
                ? (int)Math.Clamp(value, int.MinValue, int.MaxValue)
                : throw new OnnxRefusal($"the graph computes its {what} from the input's shape");
        }

        return integers;
    }

    /// <summary>Integers that may depend on shapes, as terms over node indices.</summary>
    /// <exception cref="OnnxRefusal">They are computed from the elements of tensors.</exception>
    public IReadOnlyList<ShapeTerm> Terms(int index, string what) =>
        Value(index).AsTerms()?.Terms ?? throw new OnnxRefusal($"the graph computes its {what}");

    /// <summary>The extents of an input as terms, for every shape that it may have in a run.</summary>
    public IReadOnlyList<ShapeTerm> ExtentsOf(int index)
    {
        Node of = Input(index);
        IEnumerable<int> axes = Enumerable.Range(0, graph.ShapeOf(of).Rank);
        return [.. axes.Select(axis => new ShapeTerm.ExtentTerm(of.Index, axis))];
    }

    /// <summary>Counts a tensor that is created during the import; call it before.</summary>
    /// <exception cref="ShapeException">A tensor of that shape exceeds the limits of the import.</exception>
    public void TakeNow(Shape shape) => graph.TakeNow(shape);

    /// <summary>The inputs whose values are read, and after them those of which formulas read only the shape.</summary>
    public LentShapes Lend(params IEnumerable<Node> read) => new(graph.Nodes, read);

    /// <summary>Adds the node whose value is an output of this operator.</summary>
    /// <param name="output">Its index.</param>
    /// <param name="operator">The node's operator.</param>
    /// <param name="from">The node's inputs.</param>
    /// <param name="isInteger">Whether the file's type is an integer; by default as for the first input.</param>
    public Node Emit(int output, Operator @operator, IReadOnlyList<Node> from, bool? isInteger = null)
    {
        Node added = graph.Add(graph.NameOf(node, inputs), @operator, from);
        _outputs[output] = OnnxValue.Of(added, isInteger ?? (Has(0) && Value(0).IsInteger));
        return added;
    }

    /// <summary>Adds the node whose value is the first output.</summary>
    public Node Emit(Operator @operator, params IReadOnlyList<Node> from) => Emit(0, @operator, from);

    /// <summary>Adds a node for an intermediate value of this operator.</summary>
    public Node Inner(string suffix, Operator @operator, params IReadOnlyList<Node> from) =>
        graph.Add($"{graph.NameOf(node, inputs)}.{suffix}", @operator, from);

    /// <summary>Adds a constant.</summary>
    public Node Inner(string suffix, Tensor constant) => Inner(suffix, new Constant(constant));

    /// <summary>Sets the value of an output that is no new node.</summary>
    public void Set(int output, OnnxValue value) => _outputs[output] = value;
}
