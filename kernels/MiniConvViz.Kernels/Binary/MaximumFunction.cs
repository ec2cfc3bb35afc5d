using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The larger of two values, or NaN if either is. Source:
/// https://pytorch.org/docs/stable/generated/torch.maximum.html
/// </summary>
public readonly struct MaximumFunction : IBinary
{
    /// <inheritdoc/>
    public double Apply(double left, double right) => Math.Max(left, right);

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> left, Vector<float> right) => Vector.Max(left, right);

    /// <inheritdoc/>
    public float Apply(float left, float right) =>
        // Every comparison with NaN is false; a GPU's maximum instruction returns the other operand.
        right > left || float.IsNaN(right) ? right : left;
}
