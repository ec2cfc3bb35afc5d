using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Dropout at inference: nothing is dropped, <c>y = x</c>. It is kept as a node so that names and numbering are
/// PyTorch's.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.Dropout.html</remarks>
public sealed class Dropout(float p = 0.5f) : IdentityOperator
{
    /// <summary>The share of values that is dropped in training.</summary>
    public float P => p;

    /// <inheritdoc/>
    public override string Attributes => $"p={p:R}";

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs) => ExpectOne(inputs);
}
