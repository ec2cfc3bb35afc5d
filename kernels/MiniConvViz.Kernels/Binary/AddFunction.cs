using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The sum: <c>left + right</c>. Source: https://pytorch.org/docs/stable/generated/torch.add.html
/// </summary>
public readonly struct AddFunction : IBinary
{
    /// <inheritdoc/>
    public double Apply(double left, double right) => left + right;

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> left, Vector<float> right) => left + right;

    /// <inheritdoc/>
    public float Apply(float left, float right) => left + right;
}
