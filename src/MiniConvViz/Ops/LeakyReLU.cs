using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>A ReLU with a small slope for negative x: <c>y = x &gt;= 0 ? x : negative_slope * x</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.LeakyReLU.html</remarks>
public sealed class LeakyReLU(float negativeSlope = 0.01f)
    : PointwiseOperator<LeakyReLUFunction>(new LeakyReLUFunction(negativeSlope))
{
    /// <summary>The slope for negative x.</summary>
    public float NegativeSlope { get; } = negativeSlope;

    /// <inheritdoc/>
    public override string Attributes => $"negative_slope={NegativeSlope:R}";

    /// <summary>One multiplication at most.</summary>
    internal override Accuracy Accuracy => Accuracy.Exact;

    private protected override double Bound(double x, double e) => Math.Max(1, Math.Abs(NegativeSlope)) * e;
}
