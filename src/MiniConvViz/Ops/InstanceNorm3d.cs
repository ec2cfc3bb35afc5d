using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// <see cref="InstanceNorm2d"/> under the name that PyTorch gives it for volumes: mean and variance are those of the
/// channel's D*H*W values.
/// Shapes: <c>input [N,C,D,H,W]</c>; <c>weight</c> and <c>bias</c> <c>[C]</c> or absent, output as the input.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.InstanceNorm3d.html</remarks>
public sealed class InstanceNorm3d : InstanceNorm2d
{
    /// <summary>A normalisation of <paramref name="channels"/> channels.</summary>
    /// <exception cref="ShapeException">Weight or bias are not [C].</exception>
    public InstanceNorm3d(int channels, Tensor? weight, Tensor? bias, float eps = 1e-5f)
        : base(channels, weight, bias, eps)
    {
    }

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs) => base.InferShape([Volume.Expect(inputs)]);
}
