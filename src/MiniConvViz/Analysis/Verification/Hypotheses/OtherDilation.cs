using MiniConvViz.Ops;

namespace MiniConvViz.Analysis;

/// <summary>
/// Strides replaced by dilations, which no checkpoint contains: torchvision's
/// <c>replace_stride_with_dilation</c>, timm's <c>output_stride</c>, the backbones of segmentation networks.
/// </summary>
internal sealed class OtherDilation : IHypothesis
{
    private static readonly int[] Factors = [1, 2, 4];

    public string Name => "replace_stride_with_dilation";

    public string Remedy =>
        "build both with the same strides and dilations; an .onnx file (torch.onnx.export) says which it has";

    public IEnumerable<Conjecture?> TryOn(Divergence divergence) =>
        divergence.Operator is Conv2d { Padding.Same: SamePadding.None } ours && divergence.Inputs[0].Shape.Rank == 4
        ? Factors
            .SelectMany(factor => new[] { ours.Stride, 1 }, (factor, stride) => Other(ours, factor, stride))
            .Where(other => (other.Stride, other.Dilation) != (ours.Stride, ours.Dilation))
            .Select(other => divergence.With(
                $"PyTorch had stride={other.Stride}, padding={other.Padding}, dilation={other.Dilation}, "
                + $"not stride={ours.Stride}, padding={ours.Padding}, dilation={ours.Dilation}",
                () => other))
        : [];

    /// <summary>With the dilation multiplied by a factor, and a padding that keeps the image's size.</summary>
    private static Conv2d Other(Conv2d ours, int factor, Extent2d stride) => new(
        ours.Weight,
        ours.Bias,
        stride,
        new Padding2d(Times(ours.Padding.Begin, factor), Times(ours.Padding.End, factor)),
        Times(ours.Dilation, factor),
        ours.Groups);

    private static Extent2d Times(Extent2d size, int factor) => (size.Y * factor, size.X * factor);
}
