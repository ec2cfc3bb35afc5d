using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>The logarithm of a sigmoid: <c>y = -log(1 + exp(-x))</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.LogSigmoid.html</remarks>
public sealed class LogSigmoid() : PointwiseOperator<LogSigmoidFunction>(default)
{
    /// <summary>exp(-x) multiplies the rounding of x by its size, and for large x, y is -exp(-x).</summary>
    private protected override double Magnitude(double x, double y) => Math.Abs(y) * (1.0 + Math.Max(x, 0.0));

    private protected override double Bound(double x, double e) => e;
}
