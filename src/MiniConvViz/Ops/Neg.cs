using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>The negated value: <c>y = -x</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.neg.html</remarks>
public sealed class Neg() : PointwiseOperator<NegFunction>(default)
{
    private protected override double Roundings => 0;

    private protected override double Bound(double x, double e) => e;
}
