using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>An ELU that keeps mean and variance: <c>y = 1.0507 * (x &gt; 0 ? x : 1.67326 * (exp(x) - 1))</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.SELU.html</remarks>
public sealed class SELU() : PointwiseOperator<SELUFunction>(default)
{
    /// <summary>For negative x, exp(x) - 1 has cancellation.</summary>
    private protected override double Magnitude(double x, double y) =>
        x > 0.0 ? y : SELUFunction.Scale * SELUFunction.Alpha;

    internal override Accuracy Accuracy => Accuracy.Cancelling;

    private protected override double Bound(double x, double e) => 1.76 * e;
}
