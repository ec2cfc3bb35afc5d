using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>
/// One row of padding more or less on some side: <c>padding</c> forgotten, or TensorFlow's <c>SAME</c>, which at stride
/// 2 pads after the image only.
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

        bool isSequence = divergence.Inputs[0].Shape.Rank == 3;
        for (int before = -1; before <= 1; before++)
        {
            for (int after = -1; after <= 1; after++)
            {
                Padding2d moved = new(Moved(padding.Begin, before), Moved(padding.End, after));
                Padding2d other = isSequence ? Sequence.AlongX(moved) : moved;
                if (other != padding)
                {
                    yield return divergence.With(
                        $"PyTorch padded {other.Begin} before and {other.End} after,  "
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
        Conv2d c => Resolved(c.Padding, inputs[0].Shape, c.Kernel, c.Stride, c.Dilation),
        Pool2d p => Resolved(p.Padding, inputs[0].Shape, p.Kernel, p.Stride, p.Dilation),
        _ => null,
    };

    private static Padding2d Resolved(
        Padding2d padding, Shape input, Extent2d kernel, Extent2d stride, Extent2d dilation)
    {
        Shape image = input.Rank == 3 ? Sequence.ToImage(input) : input;
        return padding.Resolve(image.Height, image.Width, kernel, stride, dilation);
    }

    private static Operator Repadded(Operator @operator, Padding2d padding) => @operator switch
    {
        Conv2d c => c.WithPadding(padding),
        MaxPool2d p => p.With(padding, p.CeilMode),
        AvgPool2d p => p.With(padding, p.CeilMode, p.CountIncludePad),
        _ => throw new ShapeException($"{@operator.Kind} has no padding"),
    };
}
