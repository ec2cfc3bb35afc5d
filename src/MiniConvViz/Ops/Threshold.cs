using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>Replaces what is not above a threshold: <c>y = x > threshold ? x : value</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.Threshold.html</remarks>
public sealed class Threshold : PointwiseOperator<ThresholdFunction>
{
    private readonly float _threshold;

    /// <summary>Numbers up to <paramref name="threshold"/> become <paramref name="value"/>.</summary>
    public Threshold(float threshold, float value = 0f)
        : base(new ThresholdFunction(threshold, value)) => (_threshold, Value) = (threshold, value);

    /// <summary>What numbers up to the threshold become.</summary>
    public float Value { get; }

    /// <inheritdoc/>
    public override string Attributes => FormattableString.Invariant($"threshold={_threshold}, value={Value}");

    private protected override double Roundings => 0;

    /// <summary>It rises everywhere unless the value is above the threshold.</summary>
    private protected override double Bound(double x, double e) => e == 0 ? 0
        : Value <= _threshold ? Amplification.AtEnds(new ThresholdFunction(_threshold, Value).Apply, x, e)
        : double.PositiveInfinity;
}
