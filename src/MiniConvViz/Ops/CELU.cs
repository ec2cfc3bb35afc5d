using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>An ELU without a bend at zero: <c>y = x &gt; 0 ? x : alpha * (exp(x / alpha) - 1)</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.CELU.html</remarks>
/// <param name="alpha">The limit of the output for x to minus infinity, negated.</param>
/// <exception cref="ShapeException">It is zero.</exception>
public sealed class CELU(float alpha = 1f) : PointwiseOperator<CELUFunction>(Function(alpha))
{
    /// <summary>The limit of the output for x to minus infinity, negated.</summary>
    public float Alpha { get; } = alpha;

    /// <inheritdoc/>
    public override string Attributes => $"alpha={Alpha:R}";

    /// <summary>
    /// For negative x, exp(x / alpha) - 1 has cancellation; with a negative alpha the exponent is positive, and its own
    /// rounding grows with it, as in <see cref="Exp"/>.
    /// </summary>
    private protected override double Magnitude(double x, double y)
    {
        double exponent = x / Alpha;
        return x > 0.0 ? y : exponent <= 0.0 ? Math.Abs(Alpha) : (Math.Abs(y) + Math.Abs(Alpha)) * (1.0 + exponent);
    }

    internal override Accuracy Accuracy => Accuracy.Cancelling;

    private protected override double Bound(double x, double e) => Alpha > 0 ? e : double.PositiveInfinity;

    private static CELUFunction Function(float alpha) =>
        alpha != 0f ? new CELUFunction(alpha) : throw new ShapeException("alpha is 0, but CELU divides by it");
}
