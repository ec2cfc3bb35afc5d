using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The smaller of two values, or NaN if either is. Source:
/// https://pytorch.org/docs/stable/generated/torch.minimum.html
/// </summary>
public readonly struct MinimumFunction : IBinary
{
    /// <inheritdoc/>
    public double Apply(double left, double right) => Math.Min(left, right);

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> left, Vector<float> right) => Vector.Min(left, right);

    /// <inheritdoc/>
    public float Apply(float left, float right) =>
        // Every comparison with NaN is false; a GPU's minimum instruction returns the other operand.
        right < left || float.IsNaN(right) ? right : left;
}
