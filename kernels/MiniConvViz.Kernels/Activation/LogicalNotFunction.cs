using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// 1 for zero, 0 for every other number.
/// Source: https://pytorch.org/docs/stable/generated/torch.logical_not.html
/// </summary>
public readonly struct LogicalNotFunction : IActivation
{
    /// <inheritdoc/>
    public double Apply(double x) => x == 0.0 ? 1.0 : 0.0;

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x) =>
        Vector.ConditionalSelect(Vector.Equals(x, Vector<float>.Zero), Vector<float>.One, Vector<float>.Zero);

    /// <inheritdoc/>
    public float Apply(float x) => x == 0f ? 1f : 0f;

}
