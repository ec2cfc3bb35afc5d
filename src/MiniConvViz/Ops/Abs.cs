using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>The distance from zero: <c>y = |x|</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.abs.html</remarks>
public sealed class Abs() : PointwiseOperator<AbsFunction>(default)
{
    private protected override double Roundings => 0;

    private protected override double Bound(double x, double e) => e;
}
