using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>A number times the tangent of its softplus: <c>y = x * tanh(log(1 + exp(x)))</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.Mish.html</remarks>
public sealed class Mish() : PointwiseOperator<MishFunction>(default)
{
    /// <summary>The rounding of x grows by its size in exp(x), and far left y is x times that.</summary>
    private protected override double Magnitude(double x, double y) => Math.Abs(y) * (1.0 + Math.Max(-x, 0.0));

    private protected override double Bound(double x, double e) => 1.1 * e;
}
