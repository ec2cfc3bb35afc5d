using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>An ELU without a bend at zero: <c>y = x &gt; 0 ? x : alpha * (exp(x / alpha) - 1)</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.CELU.html</remarks>
public sealed class CELU(float alpha = 1f) : PointwiseOperator<CELUFunction>(new CELUFunction(alpha))
{
    public float Alpha { get; } = alpha;

    /// <inheritdoc/>
    public override string Attributes => $"alpha={Alpha:R}";

    /// <summary>Left of zero, exp(x) - 1 may cancel.</summary>
    private protected override double Magnitude(double x, double y) => x > 0.0 ? y : Math.Abs(Alpha);
}
