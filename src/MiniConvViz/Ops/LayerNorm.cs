using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Normalises over the last axes, all their elements together.
/// <code>y = (x - mean) / sqrt(variance + eps) * weight[c] + bias[c]</code>
/// where mean and variance are those of all elements that differ from x only in their position on these axes.
/// Shapes: <c>input [*,normalized_shape]</c>, <c>weight</c> and <c>bias</c> <c>[normalized_shape]</c> or absent, output
/// as the input.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html</remarks>
public sealed class LayerNorm : LayerNormalization
{
    /// <summary>A normalisation of the last axes, whose extents are <paramref name="normalizedShape"/>.</summary>
    /// <exception cref="ShapeException">It has no axes, or weight or bias have another shape.</exception>
    public LayerNorm(Shape normalizedShape, Tensor? weight, Tensor? bias, float eps = 1e-5f)
        : base(normalizedShape, weight, bias, eps)
    {
        if (normalizedShape.Rank == 0)
        {
            throw new ShapeException("normalized_shape has at least one axis, got none");
        }
    }

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = ExpectOne(inputs);
        return input.Rank >= NormalizedShape.Rank
            && input.Extents[^NormalizedShape.Rank..].SequenceEqual(NormalizedShape.Extents)
            ? input
            : throw new ShapeException($"expected an input that ends in {NormalizedShape}, got {input}");
    }

    internal override AxisGeometry Together(Shape input) => new()
    {
        Outer = input.CountOf(..^NormalizedShape.Rank),
        Length = NormalizedShape.Count,
        Inner = 1,
    };
}
