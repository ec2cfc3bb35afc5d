using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The product: <c>left * right</c>. Source: https://pytorch.org/docs/stable/generated/torch.mul.html
/// </summary>
public readonly struct MulFunction : IBinary
{
    /// <inheritdoc/>
    public double Apply(double left, double right) => left * right;

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> left, Vector<float> right) => left * right;

    /// <inheritdoc/>
    public float Apply(float left, float right) => left * right;
}
