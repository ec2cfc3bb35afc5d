using MiniConvViz.Formats;
using MiniConvViz.Formats.Onnx;
using MiniConvViz.Formats.Onnx.Protobuf;
using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// Replaces nodes by the graphs that they contain or call: the branch of an <c>If</c> whose condition is known, and the
/// body of a function that the file defines.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="graph">The network to which nodes are added.</param>
/// <param name="budget">The limits of this import.</param>
/// <param name="import">Imports one node of a body.</param>
internal sealed class OnnxBodies(
    OnnxFile file, OnnxGraphBuilder graph, OnnxBudget budget, Action<OnnxNode, OnnxScope> import)
{
    /// <summary>Functions that call functions; the modules of real networks are nested less deep.</summary>
    private const int MostDepth = 32;

    private readonly Dictionary<string, OnnxBody> _functions = [];
    private int _depth;

    /// <summary>Whether a node is replaced by a graph.</summary>
    public bool Has(OnnxNode node) => node.Kind == "If" || file.Functions.ContainsKey(node.Kind);

    /// <summary>Imports the graph that replaces a node.</summary>
    /// <exception cref="OnnxRefusal">The choice of the branch depends on the input.</exception>
    /// <exception cref="UnreadableInputException">It breaks ONNX's rules, or a function calls itself.</exception>
    public void Import(OnnxNode node, OnnxValue?[] inputs, OnnxScope scope)
    {
        OnnxNames outside = graph.Names;
        string name = graph.NameOf(node, inputs);
        _depth++;
        try
        {
            if (_depth > MostDepth)
            {
                throw node.Error($"is a function nested in functions more than {MostDepth} deep; does it call itself?");
            }

            if (node.Kind == "If")
            {
                OnnxBody branch = node.Branch(IsTrue(node, inputs) ? "then_branch" : "else_branch");
                Import(node, branch, branch.Nodes, new OnnxScope(scope), outside.OfBranch, name, scope);
            }
            else
            {
                OnnxBody body = BodyOf(node);
                OnnxNode[] nodes = [.. body.Nodes.Select(inner => inner.For(node, body.Defaults))];
                Import(node, body, nodes, Arguments(body, inputs), OnnxNames.OfFunction, name, scope);
            }
        }
        finally
        {
            _depth--;
            graph.Names = outside;
        }
    }

    private static OnnxScope Arguments(OnnxBody body, OnnxValue?[] inputs)
    {
        OnnxScope arguments = new();
        foreach ((string name, OnnxValue? value) in body.Inputs.Zip(inputs))
        {
            if (value is not null)
            {
                arguments.TryAdd(name, value);
            }
        }

        return arguments;
    }

    private bool IsTrue(OnnxNode node, OnnxValue?[] inputs)
    {
        OnnxValue condition = inputs is [OnnxValue only]
            ? only
            : throw node.Error($"has {inputs.Length} inputs, expected one: its condition");
        return condition.AsTerms()?.Terms is [ShapeTerm term] && graph.TrySettle(term, out double truth)
            ? truth != 0
            : throw new OnnxRefusal(condition.Terms is null
                ? "the graph computes its condition"
                : "the graph computes its condition from the input's shape");
    }

    private void Import(
        OnnxNode node,
        OnnxBody body,
        IReadOnlyList<OnnxNode> nodes,
        OnnxScope inside,
        Func<IReadOnlyList<OnnxNode>, string, string, OnnxNames> naming,
        string name,
        OnnxScope outside)
    {
        budget.TakeNodes(nodes.Count);
        foreach ((string constant, OnnxValue value) in body.Constants)
        {
            inside.TryAdd(constant, value);
        }

        OnnxNode[] needed = OnnxOrder.Needed(nodes, body.Outputs, inside.IsMade);
        graph.Names = naming(needed, body.Outputs.Count > 0 ? body.Outputs[0] : "", name);
        foreach (OnnxNode inner in needed)
        {
            import(inner, inside);
        }

        foreach ((string result, string output) in body.Outputs.Zip(node.Outputs))
        {
            if (output.Length == 0)
            {
                continue;
            }

            if (inside.Find(result) is not OnnxValue value)
            {
                outside.Lose([output]);
            }
            else if (!outside.TryAdd(output, value))
            {
                throw node.Error($"defines {Quoted.Name(output)}, which another node or input defines too");
            }
        }
    }

    private OnnxBody BodyOf(OnnxNode node)
    {
        if (!_functions.TryGetValue(node.Kind, out OnnxBody? body))
        {
            FunctionProto function = file.Functions[node.Kind];
            body = _functions[node.Kind] = OnnxBody.Of(file, function);
        }

        return body;
    }
}
