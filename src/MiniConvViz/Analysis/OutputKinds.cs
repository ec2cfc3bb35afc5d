using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>
/// Determines the kind of a network's output from its last operators. Operators that only move values, such as Flatten
/// or Permute, are skipped.
/// <list type="bullet">
/// <item>Softmax, Sigmoid, Hardsigmoid, <c>exp(x) / sum(exp(x))</c>, and averages of them over positions:
/// probabilities.</item>
/// <item>A layer with weights, a norm, a pool or LogSoftmax: scores of classes, if there are two or more of them.
/// The graph does not show whether such values are those of a regression.</item>
/// <item>The output of a network that is not there whole: values.</item>
/// <item>A single value that is no sigmoid's, and the output of any other operator: values.</item>
/// </list>
/// </summary>
public static class OutputKinds
{
    /// <summary>The number of operators that are inspected; earlier ones are ignored.</summary>
    private const int MostNodes = 100;

    /// <summary>The kind of a network's first output.</summary>
    /// <param name="network">The network.</param>
    /// <param name="count">The number of values that it computes for each image.</param>
    public static OutputKind Of(Network network, int count)
    {
        ArgumentNullException.ThrowIfNull(network);
        int left = MostNodes;
        OutputKind kind = network.IsCut ? OutputKind.Values : KindOf(network.Output, ref left);
        return count == 1 && kind == OutputKind.Scores ? OutputKind.Values : kind;
    }

    private static OutputKind KindOf(Node node, ref int left)
    {
        while (node.Operator is { IsIdentity: true } or Permute or Slice or Gather or Expand)
        {
            node = node.Inputs[0];
        }

        if (--left < 0)
        {
            return OutputKind.Values;
        }

        return node.Operator switch
        {
            Softmax or Sigmoid or Hardsigmoid => OutputKind.Probabilities,
            Clamp => IsProbability(node.Inputs[0], ref left) ? OutputKind.Probabilities : OutputKind.Values,
            Div when IsSoftmax(node) => OutputKind.Probabilities,
            AvgPool2d or AdaptiveAvgPool2d or Mean or MaxPool2d or Pool3d or AdaptiveMaxPool2d or Amax =>
                IsProbability(node.Inputs[0], ref left) ? OutputKind.Probabilities : OutputKind.Scores,
            Linear or Conv2d or ConvTranspose2d or Conv3d or ConvTranspose3d or MatMul or BatchNorm2d or Normalization
                or Sum or LogSoftmax => OutputKind.Scores,
            Concat => OfAll(node.Inputs, ref left),
            Add or Sub or Mul or Div => OfArithmetic(node, ref left),
            _ => OutputKind.Values,
        };
    }

    private static bool IsProbability(Node node, ref int left) => KindOf(node, ref left) == OutputKind.Probabilities;

    private static OutputKind OfAll(IReadOnlyList<Node> nodes, ref int left)
    {
        OutputKind kind = nodes.Count > 0 ? KindOf(nodes[0], ref left) : OutputKind.Values;
        for (int i = 1; i < nodes.Count && kind != OutputKind.Values; i++)
        {
            kind = KindOf(nodes[i], ref left) == kind ? kind : OutputKind.Values;
        }

        return kind;
    }

    /// <summary>
    /// Scores remain scores where they are summed, or shifted and scaled by constants; <c>1 - p</c> is a probability.
    /// </summary>
    private static OutputKind OfArithmetic(Node node, ref int left)
    {
        Node[] computed = [.. node.Inputs.Where(input => input.Operator is not Constant)];
        OutputKind kind = OfAll(computed, ref left);
        bool isComplement = node.Operator is Sub && node.Inputs[0].Operator is Constant { Value: Tensor one }
            && one.Shape.Count == 1 && one.Values[0] == 1f;
        return kind switch
        {
            OutputKind.Scores when computed.Length == 1 || node.Operator is Add => OutputKind.Scores,
            OutputKind.Probabilities when computed.Length == 1 && isComplement => OutputKind.Probabilities,
            _ => OutputKind.Values,
        };
    }

    /// <summary><c>exp(x) / sum(exp(x))</c>, as separate operators.</summary>
    private static bool IsSoftmax(Node division)
    {
        Node sum = division.Inputs[1];
        while (sum.Operator is { IsIdentity: true } or Expand)
        {
            sum = sum.Inputs[0];
        }

        return division.Inputs[0].Operator is Exp && sum.Operator is Sum && sum.Inputs[0] == division.Inputs[0];
    }
}
