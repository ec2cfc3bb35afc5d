using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>x times the hyperbolic tangent of its softplus: <c>y = x * tanh(log(1 + exp(x)))</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.Mish.html</remarks>
public sealed class Mish() : PointwiseOperator<MishFunction>(default)
{
    /// <summary>exp(x) multiplies the rounding of x by its size, and for x far below zero, y is x * exp(x).</summary>
    private protected override double Magnitude(double x, double y) => Math.Abs(y) * (1.0 + Math.Max(-x, 0.0));

    private protected override double Bound(double x, double e) => 1.1 * e;
}
