using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>Returns its input: <c>y = x</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.Identity.html</remarks>
public sealed class Identity : IdentityOperator
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs) => inputs.Length > 0
        ? inputs[0]
        : throw new ShapeException("expected an input");
}
