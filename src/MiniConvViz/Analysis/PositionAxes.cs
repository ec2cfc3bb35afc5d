using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>
/// The axes of a node's output that are positions in the image: H and W of [N,C,H,W], also after permutations. They are
/// unknown where axes are merged or split: from there on, an operator that combines elements along any axis counts as
/// one that combines positions.
/// </summary>
/// <param name="Axes">Bit a is set for axis a; 0 where they are unknown.</param>
internal readonly record struct PositionAxes(uint Axes)
{
    private const uint All = uint.MaxValue;

    /// <summary>The last of them; -1 where there is none.</summary>
    public int X => Axes == 0 ? -1 : System.Numerics.BitOperations.Log2(Axes);

    /// <summary>The one before the last.</summary>
    public int Y => Axes == 0 ? -1 : new PositionAxes(Axes & ~(1u << X)).X;

    /// <summary>The axes of every node's output.</summary>
    public static PositionAxes[] Of(Network network, Shape[] shapes)
    {
        PositionAxes[] axes = new PositionAxes[network.Nodes.Count];
        foreach (Node node in network.Nodes)
        {
            axes[node.Index] = node.Operator is Input
                ? new PositionAxes(From(2, shapes[node.Index].Rank))
                : node.ValueInputs.Select(input => axes[input.Index].After(node, shapes[input.Index], shapes))
                    .FirstOrDefault(found => found.Axes != 0);
        }

        return axes;
    }

    /// <summary>Whether a node that reads such an input combines many positions.</summary>
    public bool AreMixedBy(Node node, Shape[] shapes)
    {
        int rank = shapes[node.Inputs[0].Index].Rank;
        uint mixed = node.Operator is MatMul && node.Inputs[1].Operator is Constant
            ? Of([-1], rank)
            : Mixed(node.Operator, rank);
        return Axes == 0 ? mixed != 0 : (mixed & Axes) != 0;
    }

    /// <summary>The factor by which an axis is enlarged.</summary>
    public static double Scale(int axis, Shape input, Shape output) =>
        axis < 0 ? 1 : (double)output[axis] / input[axis];

    /// <summary>The axes of a node's output, from those of one of its inputs.</summary>
    private PositionAxes After(Node node, Shape input, Shape[] shapes)
    {
        Shape output = shapes[node.Index];
        return node.Operator switch
        {
            Permute permute => new PositionAxes(permute.Moved(Axes, input.Rank)),
            { Window: not null } => new PositionAxes(From(2, output.Rank)),
            IdentityOperator or Expand when output != input => default,
            _ => output.Rank == input.Rank ? this : default,
        };
    }

    /// <summary>The axes along which an operator combines elements.</summary>
    private static uint Mixed(Operator @operator, int rank) => @operator switch
    {
        Linear => Of([-1], rank),
        MatMul or GatherND or ScatterND or GridSample or FunctionalConv2d => All,
        Gather gather => Of([gather.Dim], rank),
        GatherElements gather => Of([gather.Dim], rank),
        ScatterElements scatter => Of([scatter.Dim], rank),
        TopK top => Of([top.Dim], rank),
        CumSum sum => Of([sum.Dim], rank),
        AdaptiveAvgPool2d or AdaptiveMaxPool2d => From(2, rank),
        GroupNormalization => From(1, rank),
        LayerNorm norm => From(rank - norm.NormalizedShape.Rank, rank),
        LayerNormInvStdDev norm => From(rank - norm.NormalizedShape.Rank, rank),
        SoftmaxOperator { ToLastDim: true } softmax => From(Axis.Resolve(softmax.Dim, rank), rank),
        SoftmaxOperator softmax => Of([softmax.Dim], rank),
        ArgMax argMax => argMax.Dim is int dim ? Of([dim], rank) : All,
        Mean mean => Of(mean.Dim, rank),
        Sum sum => Of(sum.Dim, rank),
        Amax amax => Of(amax.Dim, rank),
        Amin amin => Of(amin.Dim, rank),
        Prod prod => Of(prod.Dim, rank),
        _ => 0,
    };

    private static uint Of(IReadOnlyList<int> dims, int rank) =>
        dims.Count == 0 ? All : dims.Aggregate(0u, (axes, dim) => axes | 1u << Axis.Resolve(dim, rank));

    /// <summary>An axis and all after it.</summary>
    private static uint From(int first, int rank) => first >= rank ? 0 : ((1u << rank) - 1) & ~((1u << first) - 1);
}
