using MiniConvViz.Ops;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>
/// Weights that were reshaped where they should have been transposed: TensorFlow's convolutions are [H,W,I,O], other
/// frameworks' [O,H,W,I], and a linear layer's matrix may be [in,out].
/// </summary>
internal sealed class OtherWeightLayout : IHypothesis
{
    /// <summary>Our axis for each axis of the other layout: OHWI, HWIO, IOHW, OIWH, if ours is OIHW.</summary>
    private static readonly int[][] Layouts = [[0, 2, 3, 1], [2, 3, 1, 0], [1, 0, 2, 3], [0, 1, 3, 2]];

    public string Name => "weight layout";

    public string Remedy => "transpose (permute) the weights when converting them, a reshape is not enough";

    public IEnumerable<Conjecture?> TryOn(Divergence divergence) => divergence.Operator switch
    {
        Conv2d c => Filters(divergence, "OIHW", c.Weight, weight => c.WithWeights(weight, c.Bias)),
        ConvTranspose2d c => Filters(divergence, "IOHW", c.Weight, weight => c.WithWeights(weight, c.Bias)),
        Linear linear =>
        [
            divergence.With(
                "PyTorch's matrix is ours transposed", () => new Linear(Read(linear.Weight, [1, 0]), linear.Bias)),
        ],
        _ => [],
    };

    private static IEnumerable<Conjecture?> Filters(
        Divergence divergence, string ours, Tensor weight, Func<Tensor, Operator> change)
    {
        foreach (int[] axes in Layouts)
        {
            string other = string.Concat(axes.Select(axis => ours[axis]));
            yield return divergence.With(
                $"PyTorch's weights are ours read as {other}, not {ours}", () => change(Read(weight, axes)));
            yield return divergence.With(
                $"our weights are PyTorch's read as {other}, not {ours}", () => change(Write(weight, axes)));
        }
    }

    /// <summary>Converts the array, read in the other layout, to ours.</summary>
    private static Tensor Read(Tensor weight, int[] axes)
    {
        Tensor read = new(weight.Shape);
        foreach ((int ours, int other) in Places(weight.Shape, axes))
        {
            read.Values[ours] = weight.Values[other];
        }

        return read;
    }

    /// <summary>Converts our array to the other layout, which is then read as ours.</summary>
    private static Tensor Write(Tensor weight, int[] axes)
    {
        Tensor written = new(weight.Shape);
        foreach ((int ours, int other) in Places(weight.Shape, axes))
        {
            written.Values[other] = weight.Values[ours];
        }

        return written;
    }

    /// <summary>Enumerates the index of every element in our layout and in the other one.</summary>
    private static IEnumerable<(int Ours, int Other)> Places(Shape shape, int[] axes)
    {
        int[] position = new int[shape.Rank];
        for (int ours = 0; ours < shape.Count; ours++)
        {
            int rest = ours;
            for (int axis = shape.Rank - 1; axis >= 0; axis--)
            {
                (rest, position[axis]) = Math.DivRem(rest, shape[axis]);
            }

            yield return (ours, axes.Aggregate(0, (place, axis) => (place * shape[axis]) + position[axis]));
        }
    }
}
