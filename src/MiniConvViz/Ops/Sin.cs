using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>The sine of an angle in radians: <c>y = sin(x)</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.sin.html</remarks>
public sealed class Sin() : PointwiseOperator<SinFunction>(default)
{
    private protected override double Roundings => 8;

    private protected override double Bound(double x, double e) => Math.Min(e, 2);
}
