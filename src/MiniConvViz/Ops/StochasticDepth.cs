using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Stochastic depth at inference: no branch is dropped, <c>y = x</c>. It is kept as a node so that names and
/// numbering are torchvision's.
/// </summary>
/// <remarks>Source: Huang et al. 2016, https://arxiv.org/abs/1603.09382; torchvision/ops/stochastic_depth.py</remarks>
public sealed class StochasticDepth(float p) : IdentityOperator
{
    /// <inheritdoc/>
    public override string Attributes => $"p={p:R}, mode=row";

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs) => ExpectOne(inputs);
}
