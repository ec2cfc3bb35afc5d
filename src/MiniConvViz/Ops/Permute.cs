using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The axes in another order: axis k of the output is axis <c>dims[k]</c> of the input (<c>x.permute(dims)</c>,
/// NumPy's and ONNX's transpose).
/// <code>output[i_dims[0], i_dims[1], ...] = input[i_0, i_1, ...]</code>
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.permute.html</remarks>
public sealed class Permute : StridedOperator
{
    private readonly int[]? _dims;

    /// <summary>All axes in their new order; without any, the order is reversed.</summary>
    public Permute(IEnumerable<int>? dims = null) => _dims = dims?.ToArray();

    /// <inheritdoc/>
    public override string Attributes => _dims is null ? "" : $"dims={Axis.List(_dims)}";

    /// <summary>The positions of a set of the input's axes in the output; bit a stands for axis a.</summary>
    internal uint Moved(uint axes, int rank)
    {
        uint moved = 0;
        for (int k = 0; k < rank; k++)
        {
            int from = _dims is null ? rank - 1 - k : Axis.Resolve(_dims[k], rank);
            moved |= (axes >> from & 1) << k;
        }

        return moved;
    }

    private protected override StridedView View(ReadOnlySpan<Shape> inputs)
    {
        StridedView input = Whole(inputs);
        int[] dims = _dims is null
            ? [.. Enumerable.Range(0, input.Rank).Reverse()]
            : Axis.Resolve(_dims, input.Rank);
        return dims.Length == input.Rank
            ? input.Permute(dims)
            : throw new ShapeException(
                $"expected an input of {Counted.Of(dims.Length, "axis", "axes")} for {Attributes}, got {inputs[0]}");
    }
}
