using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>
/// Limits values to a range: <c>y = min(max(x, min), max)</c>; with min above max, every element becomes max.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.clamp.html</remarks>
/// <param name="min">The lowest output; null for none.</param>
/// <param name="max">The highest output; null for none.</param>
public sealed class Clamp(float? min = null, float? max = null) : PointwiseOperator<ClampFunction>(
    new ClampFunction(min ?? float.NegativeInfinity, max ?? float.PositiveInfinity))
{
    /// <summary>The lowest output; null for none.</summary>
    public float? Min { get; } = min;

    /// <summary>The highest output; null for none.</summary>
    public float? Max { get; } = max;

    /// <inheritdoc/>
    public override string Attributes => (Min, Max) switch
    {
        (null, null) => "",
        (_, null) => $"min={Min:R}",
        (null, _) => $"max={Max:R}",
        _ => $"min={Min:R}, max={Max:R}",
    };

    private protected override double Roundings => 0;

    private protected override double Bound(double x, double e) => e;
}
