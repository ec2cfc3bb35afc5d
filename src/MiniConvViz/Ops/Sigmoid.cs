using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>Squeezes every number into 0..1: <c>y = 1 / (1 + exp(-x))</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.Sigmoid.html</remarks>
public sealed class Sigmoid() : PointwiseOperator<SigmoidFunction>(default)
{
    /// <summary>The rounding of -x grows by its size in exp(-x), and far left y is one over that.</summary>
    private protected override double Magnitude(double x, double y) => y * (1.0 + Math.Max(-x, 0.0));

    private protected override double Bound(double x, double e) => e / 4;
}
