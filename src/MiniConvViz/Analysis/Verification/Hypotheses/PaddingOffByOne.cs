using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>
/// One row of padding more or less on some side: <c>padding</c> forgotten, or TensorFlow's <c>SAME</c>, which at stride
/// 2 pads behind the picture only.
/// </summary>
internal sealed class PaddingOffByOne : IHypothesis
{
    public string Name => "padding off by one";

    public string Remedy => "pad alike on both sides; for TensorFlow's SAME put nn.ZeroPad2d before the layer";

    public IEnumerable<Conjecture?> TryOn(Divergence divergence)
    {
        if (PaddingOf(divergence.Operator, divergence.Inputs) is not Padding2d padding)
        {
            yield break;
        }

        for (int before = -1; before <= 1; before++)
        {
            for (int behind = -1; behind <= 1; behind++)
            {
                Padding2d other = new(Moved(padding.Begin, before), Moved(padding.End, behind));
                if (other != padding)
                {
                    yield return divergence.With(
                        $"PyTorch padded {other.Begin} before and {other.End} behind, "
                        + $"not {padding.Begin} and {padding.End}",
                        () => Repadded(divergence.Operator, other));
                }
            }
        }
    }

    private static Extent2d Moved(Extent2d padding, int by) =>
        (Math.Max(padding.Y + by, 0), Math.Max(padding.X + by, 0));

    private static Padding2d? PaddingOf(Operator @operator, IReadOnlyList<Tensor> inputs) => @operator switch
    {
        Conv2d c => c.Padding.Resolve(inputs[0].Shape.Height, inputs[0].Shape.Width, c.Kernel, c.Stride, c.Dilation),
        Pool2d p => p.Padding.Resolve(inputs[0].Shape.Height, inputs[0].Shape.Width, p.Kernel, p.Stride, p.Dilation),
        _ => null,
    };

    private static Operator Repadded(Operator @operator, Padding2d padding) => @operator switch
    {
        Conv2d c => new Conv2d(c.Weight, c.Bias, c.Stride, padding, c.Dilation, c.Groups),
        MaxPool2d p => new MaxPool2d(p.Kernel, p.Stride, padding, p.Dilation, p.CeilMode),
        AvgPool2d p => new AvgPool2d(p.Kernel, p.Stride, padding, p.CeilMode, p.CountIncludePad, p.DivisorOverride),
        _ => throw new ShapeException($"{@operator.Kind} has no padding"),
    };
}
