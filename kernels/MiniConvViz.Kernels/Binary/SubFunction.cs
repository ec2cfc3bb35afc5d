using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The difference: <c>left - right</c>. Source: https://pytorch.org/docs/stable/generated/torch.sub.html
/// </summary>
public readonly struct SubFunction : IBinary
{
    /// <inheritdoc/>
    public double Apply(double left, double right) => left - right;

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> left, Vector<float> right) => left - right;

    /// <inheritdoc/>
    public float Apply(float left, float right) => left - right;
}
