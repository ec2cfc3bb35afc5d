using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Onnx;

/// <summary>The outputs of a graph some of whose nodes cannot be computed.</summary>
internal static class OnnxEnds
{
    /// <summary>Whether a node depends on an input and is none itself: it is no constant either.</summary>
    public static bool IsComputed(Node node) =>
        node.Operator is not (Input or Constant or Full or ShapeValues or Arange);

    /// <summary>The computed nodes that no other computed node reads, the last first.</summary>
    /// <param name="nodes">All nodes.</param>
    /// <param name="outputs">Those that are outputs already.</param>
    public static IEnumerable<Node> Of(IReadOnlyList<Node> nodes, IReadOnlyCollection<Node> outputs)
    {
        HashSet<Node> others = [.. outputs, .. nodes.Where(IsComputed).SelectMany(node => node.Inputs)];
        return nodes.Where(node => IsComputed(node) && !others.Contains(node)).Reverse();
    }
}
