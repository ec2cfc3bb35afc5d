using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// Shape arithmetic that replaces some terms of a list by others. Each function returns null for arguments that only a
/// node can compute.
/// </summary>
/// <param name="node">The operator.</param>
/// <param name="graph">The network to which nodes are added.</param>
internal sealed class OnnxShapeScatter(OnnxNode node, OnnxGraphBuilder graph)
{
    /// <summary>ScatterND: replaces terms, or blocks of them, at some positions.</summary>
    public OnnxValue? Blocks(OnnxValue data, OnnxValue places, OnnxValue values)
    {
        int depth = places.TermsShape.Rank == 0 ? 0 : places.TermsShape[^1];
        if (graph.Settle(places) is not double[] indices || depth == 0 || depth > data.TermsShape.Rank
            || node.Text("reduction", "none") != "none")
        {
            return null;
        }

        int block = data.TermsShape.CountOf(depth..);
        if (values.Terms!.Count != indices.Length / depth * block)
        {
            throw node.Error($"writes {values.Terms.Count} values to {indices.Length / depth * block} positions");
        }

        ShapeTerm[] result = [.. data.Terms!];
        for (int row = 0; row < indices.Length / depth; row++)
        {
            int at = 0;
            for (int axis = 0; axis < depth; axis++)
            {
                int extent = data.TermsShape[axis];
                at = (at * extent) + OnnxShapeLists.Place(node, indices[(row * depth) + axis], extent);
            }

            for (int i = 0; i < block; i++)
            {
                result[(at * block) + i] = values.Terms[(row * block) + i];
            }
        }

        return OnnxValue.Of(result, data.TermsShape, data.IsInteger);
    }

    /// <summary>ScatterElements: replaces terms at some positions of a list.</summary>
    public OnnxValue? Elements(OnnxValue data, OnnxValue places, OnnxValue values)
    {
        if (data.TermsShape.Rank != 1 || graph.Settle(places) is not double[] indices
            || indices.Length != values.Terms!.Count || node.Text("reduction", "none") != "none")
        {
            return null;
        }

        ShapeTerm[] result = [.. data.Terms!];
        for (int i = 0; i < indices.Length; i++)
        {
            result[OnnxShapeLists.Place(node, indices[i], result.Length)] = values.Terms[i];
        }

        return OnnxValue.Of(result, data.TermsShape, data.IsInteger);
    }
}
