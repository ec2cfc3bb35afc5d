using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// 1 where <c>left[i] >= right[i]</c>, else 0; no comparison with NaN holds.
/// Source: https://pytorch.org/docs/stable/generated/torch.ge.html
/// </summary>
public readonly struct GreaterEqualFunction : IBinary
{
    /// <inheritdoc/>
    public double Apply(double left, double right) => left >= right ? 1.0 : 0.0;

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> left, Vector<float> right) =>
        Vector.ConditionalSelect(Vector.GreaterThanOrEqual(left, right), Vector<float>.One, Vector<float>.Zero);

    /// <inheritdoc/>
    public float Apply(float left, float right) => left >= right ? 1f : 0f;
}
