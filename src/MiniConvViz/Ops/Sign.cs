using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>The sign of a number: -1, 0 or 1.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.sign.html</remarks>
public sealed class Sign() : PointwiseOperator<SignFunction>(default)
{
    private protected override double Roundings => 0;

    private protected override double Bound(double x, double e) => Amplification.AtEnds(
        v => v > 0 ? 1 : v < 0 ? -1 : 0, x, e);
}
