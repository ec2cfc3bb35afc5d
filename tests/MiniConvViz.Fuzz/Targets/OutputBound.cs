using MiniConvViz.Analysis;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Fuzz.Targets;

/// <summary>
/// A bound on the difference between the output of a usual run and that of the plain loops: the rounding of every node,
/// widened, and amplified by the nodes after it.
/// </summary>
internal static class OutputBound
{
    /// <summary>
    /// The factor for Winograd's transforms and a folded batch norm over the rounding of plain sums: their terms are
    /// larger than those of the sum, by a factor that depends on the algorithm only.
    /// </summary>
    private const float Widening = 1000;

    /// <summary>The bound; unknown where a node has no bound on the effect of errors.</summary>
    /// <param name="network">The network.</param>
    /// <param name="values">The values of the plain loops at each node.</param>
    public static ErrorBound Of(Network network, Tensor[] values)
    {
        ErrorBound[] bounds = new ErrorBound[network.Nodes.Count];
        foreach (Node node in network.Nodes)
        {
            bounds[node.Index] = node.Operator is Input ? ErrorBound.Zero : Of(node, values, bounds);
        }

        return bounds[network.Output.Index];
    }

    private static ErrorBound Of(Node node, Tensor[] values, ErrorBound[] bounds)
    {
        Tensor[] inputs = [.. node.Inputs.Select(source => values[source.Index])];
        ErrorBound own = Widened(ErrorBound.Of(node.Operator.BoundRounding(inputs, values[node.Index])));
        return ErrorBound.Propagated(
            node.Operator, inputs, [.. node.Inputs.Select(source => bounds[source.Index])], own);
    }

    /// <summary>
    /// The largest bound of the node for each of its values, times <see cref="Widening"/>: the rounding in a Winograd
    /// tile is that of its largest value.
    /// </summary>
    private static ErrorBound Widened(ErrorBound own)
    {
        if (own.Certain is not Tensor certain || certain.Values.Length == 0)
        {
            return own;
        }

        Tensor widened = new(certain.Shape);
        widened.Values.Fill(Widening * certain.Data.Max());
        return ErrorBound.Exactly(widened);
    }
}
