using MiniConvViz.Formats;
using MiniConvViz.Formats.Onnx;
using MiniConvViz.Formats.Onnx.Protobuf;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// Turns an ONNX graph into a network: its inputs, the nodes that its outputs need, each by an
/// <see cref="OnnxNodeImporter"/>, and its outputs. Where nodes cannot be computed, the network ends before them.
/// </summary>
internal sealed class OnnxImporter
{
    private readonly OnnxFile _file;
    private readonly OnnxNode[] _nodes;
    private readonly OnnxGraphBuilder _graph;
    private readonly OnnxNodeImporter _nodeImporter;
    private readonly OnnxScope _main = new();
    private readonly OnnxLosses _losses = new();

    private OnnxImporter(OnnxFile file, ModelCard card, OnnxBudget budget)
    {
        _file = file;
        HashSet<string> made = [.. file.Initializers.Keys, .. file.Inputs.Select(input => input.Name)];
        OnnxNode[] all = [.. file.Nodes.Select(message => new OnnxNode(file, message))];
        _nodes = OnnxOrder.Needed(all, file.Outputs.Select(output => output.Name), made.Contains);
        HashSet<string> read =
        [
            .. file.Outputs.Select(output => output.Name),
            .. _nodes.SelectMany(node => node.Inputs.Concat(node.Captured)),
        ];
        _graph = new OnnxGraphBuilder(card, new OnnxNames(_nodes), new StoredWeights(), budget);
        _nodeImporter = new OnnxNodeImporter(file, _graph, budget, _losses, _main, read);
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
                importer._nodeImporter.Import(node, importer._main);
            }

            Network network = importer.Finish(strict);
            foreach ((string name, Node node) in computed is null ? [] : importer._main.Computed)
            {
                computed!(name, node);
            }

            return network;
        }
        catch (Exception problem) when (OnnxNodeImporter.IsBadGraph(problem))
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
}
