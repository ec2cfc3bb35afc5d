using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The same elements in the same order with another shape (<c>x.reshape(shape)</c>). One extent may be -1: it follows
/// from the number of elements. As in ONNX, an extent of 0 keeps the input's extent of that axis, unless zeros are
/// allowed to mean zero.
/// </summary>
/// <remarks>Source: https://onnx.ai/onnx/operators/onnx__Reshape.html</remarks>
public sealed class Reshape(ShapeFormula shape, bool allowZero = false) : IdentityOperator
{
    /// <inheritdoc/>
    public override string Attributes => $"shape={shape}" + (allowZero ? ", allowzero=1" : "");

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        if (inputs.Length == 0)
        {
            throw new ShapeException("expected an input, got none");
        }

        Shape input = inputs[0];
        int[] extents = shape.Evaluate(inputs);
        long known = 1;
        for (int axis = 0; axis < extents.Length; axis++)
        {
            if (extents[axis] == 0 && !allowZero)
            {
                extents[axis] = axis < input.Rank ? input[axis] : throw Misfit(input, inputs);
            }

            known *= extents[axis] == -1 ? 1 : extents[axis];
        }

        int inferred = Array.IndexOf(extents, -1);
        if (inferred >= 0 && known > 0 && input.Count % known == 0)
        {
            extents[inferred] = (int)(input.Count / known);
        }

        return extents.All(extent => extent >= 0) && Shape.Create(extents).Count == input.Count
            ? Shape.Create(extents)
            : throw Misfit(input, inputs);
    }

    private ShapeException Misfit(Shape input, ReadOnlySpan<Shape> inputs) =>
        new($"cannot read {input} ({Counted.Of(input.Count, "element")}) as {Axis.List(shape.Evaluate(inputs))}");
}
