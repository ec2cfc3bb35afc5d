using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>Rounds up: the smallest whole number that is not below x.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.ceil.html</remarks>
public sealed class Ceil() : PointwiseOperator<CeilFunction>(default)
{
    private protected override double Roundings => 0;

    private protected override double Bound(double x, double e) => Amplification.AtEnds(Math.Ceiling, x, e);
}
