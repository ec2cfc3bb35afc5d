using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>A piecewise linear hyperbolic tangent: <c>y = min(max(x, min_val), max_val)</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.Hardtanh.html</remarks>
public sealed class Hardtanh(float minVal = -1f, float maxVal = 1f)
    : PointwiseOperator<ClampFunction>(new ClampFunction(minVal, maxVal))
{
    /// <summary>The lowest output.</summary>
    public float MinVal { get; } = minVal;

    /// <summary>The highest output.</summary>
    public float MaxVal { get; } = maxVal;

    /// <inheritdoc/>
    public override string Attributes => $"min_val={MinVal:R}, max_val={MaxVal:R}";

    private protected override double Roundings => 0;

    private protected override double Bound(double x, double e) => e;
}
