using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>
/// A piecewise linear sigmoid: <c>y = min(max(x + 3, 0), 6) / 6</c>, or ONNX's
/// <c>y = min(max(alpha * x + beta, 0), 1)</c>.
/// </summary>
/// <remarks>
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.Hardsigmoid.html,
/// https://onnx.ai/onnx/operators/onnx__HardSigmoid.html
/// </remarks>
public sealed class Hardsigmoid : PointwiseOperator<HardsigmoidFunction>
{
    /// <summary>PyTorch's, with slope 1/6 and 1/2 at zero.</summary>
    public Hardsigmoid()
        : base(HardsigmoidFunction.PyTorch)
    {
        Alpha = 1f / 6f;
        Beta = 0.5f;
    }

    /// <summary>ONNX's; its defaults are 0.2 and 0.5.</summary>
    /// <param name="alpha">The slope of the line in the middle.</param>
    /// <param name="beta">Its value at zero.</param>
    public Hardsigmoid(float alpha, float beta)
        : base(new HardsigmoidFunction(alpha, beta))
    {
        Alpha = alpha;
        Beta = beta;
        Attributes = $"alpha={alpha:R}, beta={beta:R}";
    }

    /// <summary>The slope of the line in the middle.</summary>
    public float Alpha { get; }

    /// <summary>The value at zero.</summary>
    public float Beta { get; }

    /// <inheritdoc/>
    public override string Attributes { get; } = "";

    /// <summary>
    /// <c>|alpha * x| + |beta|</c>, whose sum may have cancellation; at most <c>1 + 2 |beta|</c> where the line lies
    /// between 0 and 1, and elsewhere nothing is rounded.
    /// </summary>
    private protected override double Magnitude(double x, double y) =>
        Math.Min(Math.Abs(Alpha * x) + Math.Abs(Beta), 1.0 + (2.0 * Math.Abs(Beta)));

    private protected override double Bound(double x, double e) => Math.Abs(Alpha) * e;
}
