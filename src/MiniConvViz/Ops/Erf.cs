using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>The error function: <c>y = 2 / sqrt(pi) * (integral of exp(-t*t) from 0 to x)</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.erf.html</remarks>
public sealed class Erf() : PointwiseOperator<ErfFunction>(default)
{
    /// <summary>
    /// 1 for every result: PyTorch's vector code uses formula 7.1.26 of Abramowitz and Stegun, whose absolute error is
    /// up to 1.5e-7 everywhere, near 0 too.
    /// </summary>
    private protected override double Magnitude(double x, double y) => 1;

    private protected override double Bound(double x, double e) => 1.13 * e;
}
