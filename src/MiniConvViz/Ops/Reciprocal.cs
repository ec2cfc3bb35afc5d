using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>The reciprocal: <c>y = 1 / x</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.reciprocal.html</remarks>
public sealed class Reciprocal() : PointwiseOperator<ReciprocalFunction>(default)
{
    private protected override double Bound(double x, double e) => Amplification.Quotient(1, 0, x, e);
}
