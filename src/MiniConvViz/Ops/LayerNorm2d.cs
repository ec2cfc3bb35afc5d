using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Normalises the channels of every pixel, as torchvision's ConvNeXt does.
/// <code>y = (x - mean) / sqrt(variance + eps) * weight[c] + bias[c]</code>
/// where mean and variance are those of all channels at the same pixel.
/// Shapes: <c>input [N,C,H,W]</c>, <c>weight</c> and <c>bias</c> <c>[C]</c> or absent, output as the input.
/// </summary>
/// <remarks>Source: <c>LayerNorm2d</c> in https://pytorch.org/vision/stable/_modules/torchvision/models/convnext.html
/// </remarks>
public sealed class LayerNorm2d : LayerNormalization
{
    /// <summary>A normalisation of <paramref name="channels"/> channels.</summary>
    /// <exception cref="ShapeException">Weight or bias are not [C].</exception>
    public LayerNorm2d(int channels, Tensor? weight, Tensor? bias, float eps = 1e-5f)
        : base([channels], weight, bias, eps)
    {
    }

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = ExpectImage(inputs);
        return input.Channels == NormalizedShape.Count
            ? input
            : throw new ShapeException(
                $"normalises {Counted.Of(NormalizedShape.Count, "channel")} but its input is {input}");
    }

    internal override AxisGeometry Together(Shape input) => new()
    {
        Outer = input.Batch,
        Length = input.Channels,
        Inner = input.CountOf(2..),
    };
}
