using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>The natural logarithm: <c>y = log(x)</c>; NaN left of zero.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.log.html</remarks>
public sealed class Log() : PointwiseOperator<LogFunction>(default)
{
    private protected override double Roundings => 8;

    private protected override double Bound(double x, double e) => x > e
        ? Amplification.AtEnds(Math.Log, x, e)
        : double.PositiveInfinity;
}
