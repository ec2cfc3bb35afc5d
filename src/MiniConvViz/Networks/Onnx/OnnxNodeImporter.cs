using MiniConvViz.Formats;
using MiniConvViz.Formats.Onnx;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// Imports single nodes of an ONNX graph. An operator that computes with shapes only becomes a term; one whose inputs
/// are all known is computed during the import; others become nodes of the network. One that cannot be computed is left
/// out, with all nodes that depend on it.
/// </summary>
internal sealed class OnnxNodeImporter
{
    private readonly OnnxGraphBuilder _graph;
    private readonly OnnxBodies _bodies;
    private readonly OnnxFolding _folding;
    private readonly OnnxBudget _budget;
    private readonly OnnxLosses _losses;
    private readonly OnnxScope _main;
    private readonly IReadOnlySet<string> _read;
    private readonly string _path;

    /// <summary>Outputs that the operators here do not compute, each with its node in the file.</summary>
    private readonly Dictionary<string, OnnxNode> _unmade = [];

    /// <param name="file">The file.</param>
    /// <param name="graph">The network to which nodes are added.</param>
    /// <param name="budget">The limits of this import.</param>
    /// <param name="losses">Receives the nodes that cannot be computed.</param>
    /// <param name="main">The values of the file's main graph.</param>
    /// <param name="read">The names in the main graph that nodes or the file's outputs read.</param>
    public OnnxNodeImporter(
        OnnxFile file,
        OnnxGraphBuilder graph,
        OnnxBudget budget,
        OnnxLosses losses,
        OnnxScope main,
        IReadOnlySet<string> read)
    {
        (_graph, _budget, _losses, _main, _read, _path) = (graph, budget, losses, main, read, file.Path);
        _folding = new OnnxFolding(graph);
        _bodies = new OnnxBodies(file, graph, budget, Import);
    }

    /// <summary>
    /// Imports a node, and defines its outputs in a scope; where it cannot be computed, notes that they are lost.
    /// </summary>
    /// <param name="node">The node, after those whose outputs it reads.</param>
    /// <param name="scope">The values of names where the node stands.</param>
    /// <exception cref="UnreadableInputException">It breaks ONNX's rules.</exception>
    public void Import(OnnxNode node, OnnxScope scope)
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
            throw new UnreadableInputException($"{_path}: {node}: {problem.Message}", problem);
        }
        catch (Exception problem) when (OnnxReader.IsGap(problem))
        {
            throw OnnxReader.Gap($"{_path}: {node}", problem);
        }
    }

    /// <summary>Whether a check failed: those of shapes throw ArgumentException, and no type derived from it.</summary>
    public static bool IsBadGraph(Exception problem) =>
        problem is ShapeException or NetworkException || problem.GetType() == typeof(ArgumentException);

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
}
