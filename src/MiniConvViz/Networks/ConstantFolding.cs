using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks;

/// <summary>
/// Constant folding: computes the values that depend on no input beforehand, one node after the other, without a plan
/// or a session.
/// </summary>
internal static class ConstantFolding
{
    /// <summary>The output of a network that has no inputs.</summary>
    /// <exception cref="NetworkException">An operator cannot take the values.</exception>
    public static Tensor Compute(Network network)
    {
        Dictionary<Node, Tensor> values = [];
        foreach (Node node in network.Nodes)
        {
            values[node] = node.Operator is Constant constant
                ? constant.Value
                : Compute(node, [.. node.Inputs.Select(input => values[input])]);
        }

        return values[network.Output];
    }

    private static Tensor Compute(Node node, Tensor[] inputs)
    {
        try
        {
            return EagerRun.Run(node.Operator, inputs, threads: 1, sumsOnly: false);
        }
        catch (ShapeException problem)
        {
            throw new NetworkException($"{node}: {problem.Message}");
        }
        catch (OverflowException)
        {
            throw NetworkException.TooLarge(node);
        }
    }
}
