using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>1 for zero (false), 0 for every other number (true).</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.logical_not.html</remarks>
public sealed class LogicalNot() : PointwiseOperator<LogicalNotFunction>(default)
{
    private protected override double Roundings => 0;

    private protected override double Bound(double x, double e) => e == 0 || Math.Abs(x) > e ? 0 : 1;
}
