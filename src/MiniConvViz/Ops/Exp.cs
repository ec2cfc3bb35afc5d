using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>The exponential: <c>y = exp(x)</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.exp.html</remarks>
public sealed class Exp() : PointwiseOperator<ExpFunction>(default)
{
    /// <summary>
    /// The exponential multiplies the rounding of its argument (GPUs scale it) by the argument's size.
    /// </summary>
    private protected override double Magnitude(double x, double y) => y * (1.0 + Math.Abs(x));

    private protected override double Bound(double x, double e) => Amplification.AtEnds(Math.Exp, x, e);
}
