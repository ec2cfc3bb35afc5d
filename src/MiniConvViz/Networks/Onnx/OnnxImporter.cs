using MiniConvViz.Formats;
using MiniConvViz.Formats.Onnx;
using MiniConvViz.Formats.Onnx.Protobuf;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// Turns an ONNX graph into a network, operator by operator. An operator that computes with shapes only becomes a term;
/// one whose inputs are all known is computed during the import; others become nodes. One that cannot be computed is
/// left out, with all nodes that depend on it.
/// </summary>
internal sealed class OnnxImporter
{
    private readonly OnnxFile _file;
    private readonly OnnxNode[] _nodes;
    private readonly OnnxBudget _budget;
    private readonly OnnxGraphBuilder _graph;
    private readonly OnnxBodies _bodies;
    private readonly OnnxFolding _folding;
    private readonly OnnxScope _main = new();
    private readonly OnnxLosses _losses = new();
    private readonly HashSet<string> _read;

    /// <summary>Outputs that the operators here do not compute, each with its node in the file.</summary>
    private readonly Dictionary<string, OnnxNode> _unmade = [];

    private OnnxImporter(OnnxFile file, ModelCard card, OnnxBudget budget)
    {
        (_file, _budget) = (file, budget);
        HashSet<string> made = [.. file.Initializers.Keys, .. file.Inputs.Select(input => input.Name)];
        OnnxNode[] all = [.. file.Nodes.Select(message => new OnnxNode(file, message))];
        _nodes = OnnxOrder.Needed(all, file.Outputs.Select(output => output.Name), made.Contains);
        _read =
        [
            .. file.Outputs.Select(output => output.Name),
            .. _nodes.SelectMany(node => node.Inputs.Concat(node.Captured)),
        ];
        _graph = new OnnxGraphBuilder(card, new OnnxNames(_nodes), new StoredWeights(), budget);
        _folding = new OnnxFolding(_graph);
        _bodies = new OnnxBodies(file, _graph, budget, Import);
    }

    /// <summary>Imports a graph.</summary>
    /// <param name="file">The content of the file.</param>
    /// <param name="known">The weights, and inputs that have the same values in every run; integers that determine
    /// shapes must be known.</param>
    /// <param name="example">Extents for axes that the file leaves open.</param>
    /// <param name="budget">The limits of this import.</param>
    /// <param name="strict">Whether a file is refused if any of its nodes cannot be computed.</param>
    /// <param name="computed">Called at the end for every value of the main graph that a node computes.</param>
    /// <exception cref="UnreadableInputException">The graph breaks ONNX's rules.</exception>
    /// <exception cref="UnsupportedModelException">It contains unsupported nodes, all of which are listed, and
    /// <paramref name="strict"/> is true or none of its nodes can be computed.</exception>
    public static Network Import(
        OnnxFile file,
        IReadOnlyDictionary<string, OnnxValue> known,
        OnnxExample example,
        OnnxBudget budget,
        bool strict,
        Action<string, Node>? computed = null)
    {
        IReadOnlyList<(ValueInfoProto Declared, Input Input)> inputs = OnnxInputs.Of(file, known.ContainsKey, example);
        OnnxImporter importer = new(file, OnnxInputs.Card(file, inputs), budget);
        foreach ((string name, OnnxValue value) in known)
        {
            importer._main.TryAdd(name, value);
        }

        try
        {
            importer.AddInputs(inputs);
            foreach (OnnxNode node in importer._nodes)
            {
                importer.Import(node, importer._main);
            }

            Network network = importer.Finish(strict);
            foreach ((string name, Node node) in computed is null ? [] : importer._main.Computed)
            {
                computed!(name, node);
            }

            return network;
        }
        catch (Exception problem) when (IsBadGraph(problem))
        {
            throw new UnreadableInputException($"{file.Path}: {problem.Message}", problem);
        }
    }

    private void AddInputs(IReadOnlyList<(ValueInfoProto Declared, Input Input)> inputs)
    {
        foreach ((ValueInfoProto declared, Input input) in inputs)
        {
            bool isInteger = !OnnxInputs.IsFloating(declared);
            if (input.ExampleShape.Count > OnnxGraphBuilder.FeatureMap)
            {
                throw _file.Error(
                    $"the input {Quoted.Name(declared.Name)} is {input.ExampleShape}; at most "
                    + $"{OnnxGraphBuilder.FeatureMap} elements are supported");
            }

            _main.TryAdd(declared.Name, OnnxValue.Of(_graph.Add(declared.Name, input), isInteger));
        }
    }

    private void Import(OnnxNode node, OnnxScope scope)
    {
        if (!OnnxOperators.Knows(node.Kind) && !OnnxShapeArithmetic.Knows(node.Kind) && !_bodies.Has(node))
        {
            _losses.Unknown(node);
            scope.Lose(node.Outputs);
            return;
        }

        OnnxValue?[] inputs = [.. node.Inputs.Select(scope.Find)];
        if (node.Inputs.Zip(inputs).FirstOrDefault(input => input.First.Length > 0 && input.Second is null).First
            is string lost)
        {
            _losses.Follow(node, _unmade.GetValueOrDefault(lost));
            scope.Lose(node.Outputs);
            return;
        }

        int before = _graph.Nodes.Count;
        try
        {
            Import(node, inputs, scope);
        }
        catch (OnnxRefusal refusal)
        {
            _graph.RemoveFrom(before);
            _losses.Refuse(node, refusal);
            scope.Lose(node.Outputs);
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

    private void Import(OnnxNode node, OnnxValue?[] inputs, OnnxScope scope)
    {
        bool isConstant = inputs.All(input => input is null || input.IsConstant);
        bool isOnlyArithmetic = !OnnxOperators.Knows(node.Kind);
        if (isOnlyArithmetic && _bodies.Has(node))
        {
            _bodies.Import(node, inputs, scope);
            return;
        }

        if ((!isConstant || isOnlyArithmetic)
            && (OnnxShapeArithmetic.TryFold(node, inputs, _graph) is OnnxValue one
                ? [one]
                : isConstant ? null : _folding.Move(node, inputs)) is IReadOnlyList<OnnxValue?> folded)
        {
            DefineTerms(node, folded, scope);
            return;
        }

        OnnxCall call = new(_graph, node, inputs) { Read = scope == _main ? _read : null };
        if (isOnlyArithmetic)
        {
            if (!OnnxRanges.TryEmit(call))
            {
                throw new OnnxRefusal("is supported only where it computes with shapes");
            }

            Define(node, call.Outputs, scope);
            return;
        }

        if (isConstant && inputs.Length > 0)
        {
            Define(node, _folding.Compute(node, inputs), scope);
            return;
        }

        OnnxOperators.Import(call);
        if (node.Kind == "Constant" && scope == _main && call.Outputs[0] is OnnxValue stored)
        {
            _budget.Allow(stored.ConstantShape);
        }

        Define(node, call.Outputs, scope);
    }

    private void DefineTerms(OnnxNode node, IReadOnlyList<OnnxValue?> folded, OnnxScope scope)
    {
        foreach (OnnxValue? value in folded)
        {
            _budget.Take(value?.Terms ?? []);
        }

        Define(node, folded, scope);
    }

    private void Define(OnnxNode node, IReadOnlyList<OnnxValue?> outputs, OnnxScope scope)
    {
        foreach ((string name, OnnxValue? value) in node.Outputs.Zip(outputs))
        {
            if (name.Length > 0 && value is null)
            {
                _unmade[name] = node;
                scope.Lose([name]);
            }
            else if (name.Length > 0 && !scope.TryAdd(name, value!))
            {
                throw node.Error($"defines {Quoted.Name(name)}, which another node or input defines too");
            }
        }
    }

    private Network Finish(bool strict)
    {
        bool isPart = _losses.Missing.Count > 0;
        if (isPart && (strict || _losses.IsOfWholeFile || !_graph.Nodes.Any(OnnxEnds.IsComputed)))
        {
            throw _losses.Refusal(_file.Path);
        }

        List<Node> outputs = [];
        foreach (string name in _file.Outputs.Select(declared => declared.Name))
        {
            if (_main.Find(name) is OnnxValue value)
            {
                Node node = _graph.ToNode(value);
                outputs.Add(node.Operator is Input || outputs.Contains(node)
                    ? _graph.Add(name, new Identity(), node)
                    : node);
            }
            else if (!isPart)
            {
                throw _file.Error($"the output {Quoted.Name(name)} is defined by no node, input or initializer");
            }
        }

        bool isCut = outputs.Count == 0;
        if (isPart)
        {
            outputs.AddRange(OnnxEnds.Of(_graph.Nodes, outputs));
        }

        return outputs.Count > 0
            ? _graph.Build(outputs, _losses, isCut)
            : throw _file.Error("has no outputs");
    }

    /// <summary>Whether a check failed: those of shapes throw ArgumentException, and no type derived from it.</summary>
    private static bool IsBadGraph(Exception problem) =>
        problem is ShapeException or NetworkException || problem.GetType() == typeof(ArgumentException);
}
