using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Repeats a tensor along axes of extent 1, and along new outer axes. Where the requested shape has an extent of 1 or
/// -1, the input's extent is kept.
/// <code>input [3,1], shape [2,1,6]  ->  output [2,3,6]</code>
/// </summary>
/// <remarks>
/// Source: https://onnx.ai/onnx/operators/onnx__Expand.html and, for -1,
/// https://pytorch.org/docs/stable/generated/torch.Tensor.expand.html
/// </remarks>
public sealed class Expand(ShapeFormula shape) : StridedOperator
{
    /// <inheritdoc/>
    public override string Attributes => $"shape={shape}";

    private protected override StridedView View(ReadOnlySpan<Shape> inputs)
    {
        StridedView input = Whole(inputs);
        int[] wanted = shape.Evaluate(inputs);
        int[] extents = new int[Math.Max(wanted.Length, input.Rank)];
        for (int i = 1; i <= extents.Length; i++)
        {
            // From the innermost axis outwards; an axis that either shape has not counts as 1.
            int own = i <= input.Rank ? inputs[0][^i] : 1;
            int asked = i <= wanted.Length ? wanted[^i] : 1;
            extents[^i] = own == 1 && asked >= 0 ? asked
                : asked == own || asked is 1 or -1 ? own
                : throw new ShapeException($"cannot expand {inputs[0]} to {Axis.List(wanted)}");
        }

        return extents.Length <= AxisInts.MaxRank
            ? input.Expand(extents)
            : throw new ShapeException($"expected at most {AxisInts.MaxRank} axes, got {Axis.List(wanted)}");
    }
}
