using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>Runs operators while a graph is imported, each in a small network of its own.</summary>
/// <param name="graph">The network to which nodes are added.</param>
internal sealed class OnnxFolding(OnnxGraphBuilder graph)
{
    /// <summary>Operators that only move the elements of their first input, or of all their inputs.</summary>
    private static readonly HashSet<string> Moves =
    [
        "Concat", "Expand", "Flatten", "Gather", "GatherElements", "GatherND", "Reshape", "Slice", "Split", "Squeeze",
        "Tile", "Transpose", "Unsqueeze",
    ];

    /// <summary>The outputs of an operator whose inputs are all known.</summary>
    public IReadOnlyList<OnnxValue?> Compute(OnnxNode node, OnnxValue?[] inputs) => Compute(node, inputs, _ => { });

    /// <param name="node">The operator.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="check">Called with the shape of each output before it is computed; throws where it is too
    /// large.</param>
    private OnnxValue?[] Compute(OnnxNode node, OnnxValue?[] inputs, Action<Shape> check)
    {
        OnnxGraphBuilder scratch = graph.Scratch(node.Name);
        OnnxCall call = new(scratch, node, inputs);
        OnnxOperators.Import(call);
        OnnxValue?[] outputs = [.. call.Outputs];
        for (int i = 0; i < outputs.Length; i++)
        {
            if (outputs[i]?.Node is Node computed)
            {
                check(scratch.ShapeOf(computed));
                outputs[i] = OnnxValue.Of(ConstantFolding.Compute(scratch.Build([computed])), outputs[i]!.IsInteger);
            }
        }

        return outputs;
    }

    /// <summary>
    /// The outputs of an operator that only moves integers which follow from shapes: it is run on their indices
    /// 0, 1, 2, ... instead. Null where the operator does more than that, or where the way it moves them depends on the
    /// shapes.
    /// </summary>
    public IReadOnlyList<OnnxValue?>? Move(OnnxNode node, OnnxValue?[] inputs)
    {
        if (!Moves.Contains(node.Kind) || !OnnxOperators.Knows(node.Kind) || inputs.Length == 0)
        {
            return null;
        }

        int moved = node.Kind == "Concat" ? inputs.Length : 1;
        List<ShapeTerm> terms = [];
        OnnxValue?[] numbered = [.. inputs.Select(Settled)];
        for (int i = 0; i < inputs.Length; i++)
        {
            if (i < moved)
            {
                if (inputs[i]?.AsTerms() is not OnnxValue list)
                {
                    return null;
                }

                float[] indices = [.. Enumerable.Range(terms.Count, list.Terms!.Count).Select(index => (float)index)];
                numbered[i] = OnnxValue.Of(new Tensor(list.TermsShape, indices), list.IsInteger);
                terms.AddRange(list.Terms);
            }
            else if (inputs[i] is not null && numbered[i] is null)
            {
                return null;
            }
        }

        return
        [
            .. Compute(node, numbered, OnnxBudget.CheckTerms)
                .Select(output => output is null ? null : Back(output, terms)),
        ];
    }

    private static OnnxValue Back(OnnxValue indices, List<ShapeTerm> terms) => OnnxValue.Of(
        [.. indices.Constant().Data.Select(index => terms[(int)index])], indices.ConstantShape, indices.IsInteger);

    /// <summary>Integers that are the same for every shape of the input; null for others.</summary>
    private OnnxValue? Settled(OnnxValue? value)
    {
        if (value is null || value.IsConstant)
        {
            return value;
        }

        List<ShapeTerm> known = [];
        foreach (ShapeTerm term in value.Terms ?? [])
        {
            if (graph.TrySettle(term, out double number))
            {
                known.Add(new ShapeTerm.ConstantTerm(number));
            }
        }

        return value.Terms?.Count == known.Count ? OnnxValue.Of(known, value.TermsShape, value.IsInteger) : null;
    }
}
