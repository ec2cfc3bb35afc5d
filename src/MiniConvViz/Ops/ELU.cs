using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>
/// An exponential linear unit, which approaches -alpha for negative x: <c>y = x &gt; 0 ? x : alpha * (exp(x) - 1)</c>.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.ELU.html</remarks>
public sealed class ELU(float alpha = 1f) : PointwiseOperator<ELUFunction>(new ELUFunction(alpha))
{
    /// <summary>The limit of the output for x to minus infinity, negated.</summary>
    public float Alpha { get; } = alpha;

    /// <inheritdoc/>
    public override string Attributes => $"alpha={Alpha:R}";

    /// <summary>For negative x, exp(x) - 1 has cancellation.</summary>
    private protected override double Magnitude(double x, double y) => x > 0.0 ? y : Math.Abs(Alpha);

    internal override Accuracy Accuracy => Accuracy.Cancelling;

    private protected override double Bound(double x, double e) => Math.Max(1, Math.Abs(Alpha)) * e;
}
