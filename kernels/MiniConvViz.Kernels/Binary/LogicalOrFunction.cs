using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// 1 where one number at least is not zero, else 0.
/// Source: https://pytorch.org/docs/stable/generated/torch.logical_or.html
/// </summary>
public readonly struct LogicalOrFunction : IBinary
{
    /// <inheritdoc/>
    public double Apply(double left, double right) => (left != 0.0 || right != 0.0) ? 1.0 : 0.0;

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> left, Vector<float> right) =>
        Vector.ConditionalSelect(
            ~(Vector.Equals(left, Vector<float>.Zero) & Vector.Equals(right, Vector<float>.Zero)),
            Vector<float>.One,
            Vector<float>.Zero);

    /// <inheritdoc/>
    public float Apply(float left, float right) => (left != 0f || right != 0f) ? 1f : 0f;
}
