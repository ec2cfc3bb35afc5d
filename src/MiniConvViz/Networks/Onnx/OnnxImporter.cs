using MiniConvViz.Formats;
using MiniConvViz.Formats.Onnx;
using MiniConvViz.Formats.Onnx.Protobuf;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// Turns an ONNX graph into a network, operator by operator. Each has one of three fates: it computes with shapes only
/// and becomes a term; all it reads is known and it is computed now; or it becomes nodes.
/// </summary>
internal sealed class OnnxImporter
{
    /// <summary>Refusals that are told; a file may hold endless ones.</summary>
    private const int MostRefusals = 100;

    private readonly OnnxFile _file;
    private readonly OnnxNode[] _nodes;
    private readonly OnnxNames _names;
    private readonly StoredWeights _weights = new();
    private readonly OnnxBudget _budget;
    private readonly OnnxGraphBuilder _graph;
    private readonly Dictionary<string, OnnxValue> _values = [];
    private readonly List<string> _refusals = [];

    private OnnxImporter(OnnxFile file, ModelCard card, OnnxBudget budget)
    {
        (_file, _budget) = (file, budget);
        _nodes = OnnxOrder.Needed(file);
        _names = new OnnxNames(_nodes);
        _graph = new OnnxGraphBuilder(card, _names, _weights, _budget);
    }

    /// <summary>Imports a graph.</summary>
    /// <param name="file">What the file says.</param>
    /// <param name="known">The weights, and inputs that always have the same values; integers that shape other tensors
    /// must be known.</param>
    /// <param name="example">Extents for axes that the file leaves open.</param>
    /// <param name="budget">What the file may still ask for.</param>
    /// <exception cref="UnreadableInputException">The graph breaks ONNX's rules.</exception>
    /// <exception cref="UnsupportedModelException">It needs what is not supported; all of it is named.</exception>
    public static Network Import(
        OnnxFile file, IReadOnlyDictionary<string, OnnxValue> known, OnnxExample example, OnnxBudget budget)
    {
        IReadOnlyList<(ValueInfoProto Declared, Input Input)> inputs = OnnxInputs.Of(file, known.ContainsKey, example);
        OnnxImporter importer = new(file, OnnxInputs.Card(file, inputs), budget);
        foreach ((string name, OnnxValue value) in known)
        {
            importer._values[name] = value;
        }

        try
        {
            importer.AddInputs(inputs);
            foreach (OnnxNode node in importer._nodes)
            {
                importer.Import(node);
            }

            return importer.Finish();
        }
        catch (Exception problem) when (IsBadGraph(problem))
        {
            throw new UnreadableInputException($"{file.Path}: {problem.Message}", problem);
        }
    }

    private static bool IsKnown(OnnxNode node) =>
        OnnxOperators.Knows(node.Kind) || OnnxShapeArithmetic.Knows(node.Kind);

    private void AddInputs(IReadOnlyList<(ValueInfoProto Declared, Input Input)> inputs)
    {
        foreach ((ValueInfoProto declared, Input input) in inputs)
        {
            bool isInteger = !OnnxInputs.IsFloating(declared);
            if (input.ExampleShape.Count > OnnxGraphBuilder.FeatureMap)
            {
                throw _file.Error(
                    $"the input {Quoted.Name(declared.Name)} is {input.ExampleShape}; at most "
                    + $"{OnnxGraphBuilder.FeatureMap} numbers are supported");
            }

            _values[declared.Name] = OnnxValue.Of(_graph.Add(declared.Name, input), isInteger);
        }
    }

    private void Import(OnnxNode node)
    {
        if (!IsKnown(node))
        {
            return;
        }

        OnnxValue?[] inputs = new OnnxValue?[node.Inputs.Count];
        for (int i = 0; i < inputs.Length; i++)
        {
            if (node.Inputs[i].Length > 0 && !_values.TryGetValue(node.Inputs[i], out inputs[i]))
            {
                // It follows an operator that is not supported: that one is told.
                return;
            }
        }

        try
        {
            Import(node, inputs);
        }
        catch (OnnxRefusal refusal)
        {
            _refusals.Add($"{node}: {refusal.Message}");
        }
        catch (Exception problem) when (IsBadGraph(problem))
        {
            throw new UnreadableInputException($"{_file.Path}: {node}: {problem.Message}", problem);
        }
        catch (Exception problem) when (OnnxReader.IsGap(problem))
        {
            throw OnnxReader.Gap($"{_file.Path}: {node}", problem);
        }
    }

    private void Import(OnnxNode node, OnnxValue?[] inputs)
    {
        bool isConstant = inputs.All(input => input is null || input.IsConstant);
        bool isOnlyArithmetic = !OnnxOperators.Knows(node.Kind);
        if ((!isConstant || isOnlyArithmetic)
            && OnnxShapeArithmetic.TryFold(node, inputs, _graph.ShapeOf, _graph.HasFreeAxes) is OnnxValue folded)
        {
            _budget.Take(folded.Terms ?? []);
            Define(node, 0, folded);
            return;
        }

        if (isOnlyArithmetic)
        {
            throw new OnnxRefusal("is supported where it computes with shapes only");
        }

        if (isConstant && inputs.Length > 0)
        {
            ComputeNow(node, inputs);
            return;
        }

        OnnxCall call = new(_graph, node, inputs);
        OnnxOperators.Import(call);
        for (int i = 0; i < node.Outputs.Count; i++)
        {
            if (node.Kind == "Constant" && call.Outputs[i] is OnnxValue stored)
            {
                _budget.Allow(stored.ConstantShape);
            }

            Define(node, i, call.Outputs[i]);
        }
    }

    /// <summary>Runs an operator whose inputs are all known, in a little network of its own.</summary>
    private void ComputeNow(OnnxNode node, OnnxValue?[] inputs)
    {
        OnnxGraphBuilder scratch = new(ModelCard.Unknown(node.Name), _names, _weights, _budget, runsNow: true);
        OnnxCall call = new(scratch, node, inputs);
        OnnxOperators.Import(call);
        for (int i = 0; i < node.Outputs.Count; i++)
        {
            OnnxValue? output = call.Outputs[i];
            if (output?.Node is Node computed)
            {
                output = OnnxValue.Of(ConstantFolding.Compute(scratch.Build([computed])), output.IsInteger);
            }

            Define(node, i, output);
        }
    }

    private void Define(OnnxNode node, int output, OnnxValue? value)
    {
        string name = node.Outputs[output];
        if (name.Length > 0 && value is not null && !_values.TryAdd(name, value))
        {
            throw node.Error($"makes {Quoted.Name(name)}, which another node or input has made already");
        }
    }

    private Network Finish()
    {
        string[] unknown =
        [
            .. _nodes.Where(node => !IsKnown(node))
                .GroupBy(node => node.Kind)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => $"the operator {group.Key} ({Quoted.Names([.. group.Select(node => node.Name)])})"),
        ];
        if (unknown.Length + _refusals.Count > 0)
        {
            throw new UnsupportedModelException(
                $"{_file.Path}: needs what is not supported: "
                + string.Join("; ", [.. unknown.Concat(_refusals).Take(MostRefusals)])
                + (unknown.Length + _refusals.Count > MostRefusals
                    ? $" and {unknown.Length + _refusals.Count - MostRefusals} more"
                    : ""));
        }

        List<Node> outputs = [];
        HashSet<Node> taken = [];
        foreach (ValueInfoProto declared in _file.Outputs)
        {
            OnnxValue value = _values.TryGetValue(declared.Name, out OnnxValue? found)
                ? found
                : throw _file.Error($"the output {Quoted.Name(declared.Name)} is made by no node");
            Node node = _graph.ToNode(value);
            outputs.Add(node.Operator is Input || !taken.Add(node)
                ? _graph.Add(declared.Name, new Identity(), node)
                : node);
        }

        return outputs.Count > 0 ? _graph.Build(outputs) : throw _file.Error("has no outputs");
    }

    /// <summary>What checks say: a shape's own is an ArgumentException and nothing derived from that.</summary>
    private static bool IsBadGraph(Exception problem) =>
        problem is ShapeException or NetworkException || problem.GetType() == typeof(ArgumentException);
}
