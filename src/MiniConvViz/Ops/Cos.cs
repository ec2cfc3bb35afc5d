using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>The cosine of an angle in radians: <c>y = cos(x)</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.cos.html</remarks>
public sealed class Cos() : PointwiseOperator<CosFunction>(default)
{
    private protected override double Roundings => 8;

    private protected override double Bound(double x, double e) => Math.Min(e, 2);
}
