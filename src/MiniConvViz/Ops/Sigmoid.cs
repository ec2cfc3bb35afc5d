using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>The logistic function, with values in 0..1: <c>y = 1 / (1 + exp(-x))</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.Sigmoid.html</remarks>
public sealed class Sigmoid() : PointwiseOperator<SigmoidFunction>(default)
{
    /// <summary>
    /// exp(-x) multiplies the rounding of -x by its size, and for x far below zero, y is 1 / exp(-x).
    /// </summary>
    private protected override double Magnitude(double x, double y) => y * (1.0 + Math.Max(-x, 0.0));

    private protected override double Bound(double x, double e) => e / 4;
}
