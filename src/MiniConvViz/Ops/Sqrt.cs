using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>The square root: <c>y = sqrt(x)</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.sqrt.html</remarks>
public sealed class Sqrt() : PointwiseOperator<SqrtFunction>(default)
{
    private protected override double Bound(double x, double e) => Amplification.AtEnds(Math.Sqrt, x, e);
}
