using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// Replaces what is not above a threshold: <c>x > threshold ? x : value</c>.
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.Threshold.html
/// </summary>
/// <param name="threshold">What x has to exceed.</param>
/// <param name="value">What it becomes otherwise.</param>
public readonly struct ThresholdFunction(float threshold, float value) : IActivation
{
    private readonly float _threshold = threshold;
    private readonly float _value = value;

    /// <inheritdoc/>
    public double Apply(double x) => x <= _threshold ? _value : x;

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x) =>
        Vector.ConditionalSelect(Vector.LessThanOrEqual(x, Vector.Create(_threshold)), Vector.Create(_value), x);

    /// <inheritdoc/>
    public float Apply(float x) => x <= _threshold ? _value : x;

}
