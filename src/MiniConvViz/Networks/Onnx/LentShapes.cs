using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// The inputs of an operator whose integer arguments follow from shapes: first the inputs whose values it reads, then
/// the nodes of which it reads only the shape. While a graph is imported, a term refers to a node by its index; here it
/// becomes the position among these inputs.
/// </summary>
internal sealed class LentShapes(IReadOnlyList<Node> all, params IEnumerable<Node> read)
{
    private readonly List<Node> _inputs = [.. read];

    /// <summary>All inputs, the read ones first; complete once every formula was mapped.</summary>
    public Node[] Inputs => [.. _inputs];

    /// <summary>The same formula over the positions of <see cref="Inputs"/>.</summary>
    public ShapeFormula Map(IEnumerable<ShapeTerm> terms) =>
        ShapeFormula.Create([.. terms.Select(term => term.MapInputs(PositionOf))]);

    private int PositionOf(int nodeIndex)
    {
        Node node = all[nodeIndex];
        int position = _inputs.IndexOf(node);
        if (position < 0)
        {
            position = _inputs.Count;
            _inputs.Add(node);
        }

        return position;
    }
}
