using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>Rounds to the nearest whole number, halves to the even one.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.round.html</remarks>
public sealed class Round() : PointwiseOperator<RoundFunction>(default)
{
    private protected override double Roundings => 0;

    private protected override double Bound(double x, double e) => Amplification.AtEnds(Math.Round, x, e);
}
