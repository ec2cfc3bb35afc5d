using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The diagonal of two axes, which becomes the last axis: a view, in PyTorch <c>torch.diagonal</c>.
/// <code>output[n, i] = input[i, n, i]   for dim1=0, dim2=2</code>
/// Shapes: any input; of the two axes the smaller extent remains.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.diagonal.html</remarks>
public sealed class Diagonal(int dim1 = 0, int dim2 = 1) : StridedOperator
{
    /// <inheritdoc/>
    public override string Attributes => $"dim1={dim1}, dim2={dim2}";

    private protected override StridedView View(ReadOnlySpan<Shape> inputs)
    {
        StridedView whole = Whole(inputs);
        int[] both = Axis.Resolve([dim1, dim2], whole.Rank);
        int[] others = [.. Enumerable.Range(0, whole.Rank).Where(axis => !both.Contains(axis))];
        int length = Math.Min(whole.Extents[both[0]], whole.Extents[both[1]]);
        return whole with
        {
            Rank = whole.Rank - 1,
            Extents = new AxisInts([.. others.Select(axis => whole.Extents[axis]), length]),
            Strides = new AxisInts(
                [.. others.Select(axis => whole.Strides[axis]), whole.Strides[both[0]] + whole.Strides[both[1]]]),
        };
    }
}
