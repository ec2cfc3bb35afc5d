using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>Swish made of straight lines: <c>y = x * min(max(x + 3, 0), 6) / 6</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.Hardswish.html</remarks>
public sealed class Hardswish() : PointwiseOperator<HardswishFunction>(default)
{
    /// <summary>Close to -3, x + 3 has rounded in units of 3: the result is right to a few roundings of x.</summary>
    private protected override double Magnitude(double x, double y) => Math.Abs(x);

    private protected override double Bound(double x, double e) => 3 / 2.0 * e;
}
