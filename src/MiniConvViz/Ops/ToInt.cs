using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>A cast to integer, stored as a float: rounded towards zero.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.trunc.html</remarks>
public sealed class ToInt() : PointwiseOperator<ToIntFunction>(default)
{
    private protected override double Roundings => 0;

    private protected override double Bound(double x, double e) => Amplification.AtEnds(Math.Truncate, x, e);
}
