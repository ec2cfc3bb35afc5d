using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Normalises the channels of every image in groups.
/// <code>y = (x - mean) / sqrt(variance + eps) * weight[c] + bias[c]</code>
/// where mean and variance are those of all channels in the group of c.
/// Shapes: <c>input [N,C,...]</c>, <c>weight</c> and <c>bias</c> <c>[C]</c> or absent, output as the input.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.GroupNorm.html</remarks>
public sealed class GroupNorm : GroupNormalization
{
    /// <summary>A normalisation of <paramref name="channels"/> channels in <paramref name="groups"/> groups.</summary>
    /// <exception cref="ShapeException">
    /// The channels cannot be divided evenly, or weight or bias are not [C].
    /// </exception>
    public GroupNorm(int groups, int channels, Tensor? weight, Tensor? bias, float eps = 1e-5f)
        : base(groups, channels, weight, bias, eps)
    {
    }

    /// <summary>A normalisation whose number of channels is that of the weights.</summary>
    /// <exception cref="ShapeException">
    /// The channels cannot be divided evenly, or weight and bias are not [C].
    /// </exception>
    public GroupNorm(int groups, Tensor weight, Tensor bias, float eps = 1e-5f)
        : this(groups, weight.Shape.Count, weight, bias, eps)
    {
    }

    /// <inheritdoc/>
    public override string Attributes =>
        $"{Groups}, {Channels}, eps={Eps:R}" + (Weight is null ? ", affine=False" : "");

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs) => ExpectChannels(inputs, minRank: 2);
}
