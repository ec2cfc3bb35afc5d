using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Normalises every channel of every image by itself.
/// <code>y = (x - mean) / sqrt(variance + eps) * weight[c] + bias[c]</code>
/// where mean and variance are those of the channel's H*W values.
/// Shapes: <c>input [N,C,H,W]</c>, or with any number of axes, at least one, after the channels; <c>weight</c> and
/// <c>bias</c> <c>[C]</c> or absent (<c>affine=False</c>), output as the input.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.InstanceNorm2d.html</remarks>
public class InstanceNorm2d : GroupNormalization
{
    /// <summary>A normalisation of <paramref name="channels"/> channels.</summary>
    /// <exception cref="ShapeException">Weight or bias are not [C].</exception>
    public InstanceNorm2d(int channels, Tensor? weight, Tensor? bias, float eps = 1e-5f)
        : base(groups: channels, channels, weight, bias, eps)
    {
    }

    /// <summary>A normalisation whose number of channels is that of the weights.</summary>
    /// <exception cref="ShapeException">Weight and bias are not [C].</exception>
    public InstanceNorm2d(Tensor weight, Tensor bias, float eps = 1e-5f)
        : this(weight.Shape.Count, weight, bias, eps)
    {
    }

    /// <inheritdoc/>
    public override string Attributes => $"{Channels}, eps={Eps:R}" + (Weight is null ? "" : ", affine=True");

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs) => ExpectChannels(inputs, minRank: 3);
}
