using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>The hyperbolic tangent, with values in -1..1: <c>y = tanh(x)</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.Tanh.html</remarks>
public sealed class Tanh() : PointwiseOperator<TanhFunction>(default)
{
    private protected override double Bound(double x, double e) => e;
}
