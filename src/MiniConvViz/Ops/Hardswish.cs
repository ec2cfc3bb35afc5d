using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>A piecewise linear approximation of swish: <c>y = x * min(max(x + 3, 0), 6) / 6</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.Hardswish.html</remarks>
public sealed class Hardswish() : PointwiseOperator<HardswishFunction>(default)
{
    /// <summary>Near -3, x + 3 is rounded relative to 3: the result is exact up to a few roundings of x.</summary>
    private protected override double Magnitude(double x, double y) => Math.Abs(x);

    private protected override double Bound(double x, double e) => 3 / 2.0 * e;
}
