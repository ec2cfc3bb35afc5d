using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>A smooth ReLU: <c>y = log(1 + exp(beta * x)) / beta</c>, or x above a threshold.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.Softplus.html</remarks>
/// <param name="beta">The sharpness of the bend at zero.</param>
/// <param name="threshold">Where <c>beta * x</c> is above it, the output is x.</param>
public sealed class Softplus(float beta = 1f, float threshold = 20f)
    : PointwiseOperator<SoftplusFunction>(new SoftplusFunction(beta, threshold))
{
    /// <summary>The sharpness of the bend at zero.</summary>
    public float Beta { get; } = beta;

    /// <summary>Where <c>beta * x</c> is above it, the output is x.</summary>
    public float Threshold { get; } = threshold;

    /// <inheritdoc/>
    public override string Attributes => $"beta={Beta:R}, threshold={Threshold:R}";

    /// <summary>
    /// The exponential, which is almost all of y for x far below zero, multiplies the rounding of beta * x by its size.
    /// </summary>
    private protected override double Magnitude(double x, double y) =>
        Math.Abs(y) * (1.0 + Math.Max(-Beta * x, 0.0));

    private protected override double Bound(double x, double e) => e + Jump(x, e);

    /// <summary>At the threshold the output jumps down to the line by <c>log(1 + exp(-threshold)) / beta</c>.</summary>
    private double Jump(double x, double e) =>
        Math.Abs((Beta * x) - Threshold) <= Math.Abs(Beta) * e
            ? Math.Log(1 + Math.Exp(-Threshold)) / Math.Abs(Beta)
            : 0;
}
