using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// A ReLU with a learned slope on the negative side: <c>left > 0 ? left : left * right</c>, where the right value is
/// the slope. Source: https://pytorch.org/docs/stable/generated/torch.nn.PReLU.html
/// </summary>
internal readonly struct PReLUFunction : IBinary
{
    /// <inheritdoc/>
    public double Apply(double left, double right) => left > 0.0 ? left : left * right;

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> left, Vector<float> right) =>
        Vector.ConditionalSelect(Vector.GreaterThan(left, Vector<float>.Zero), left, left * right);

    /// <inheritdoc/>
    public float Apply(float left, float right) => left > 0f ? left : left * right;
}
