using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// Keeps positive values and sets the others to zero: <c>max(x, 0)</c>. The result is in [0, inf).
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.ReLU.html
/// </summary>
public readonly struct ReLUFunction : IActivation
{
    /// <inheritdoc/>
    public double Apply(double x) => x < 0.0 ? 0.0 : x;

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x) =>
        Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), Vector<float>.Zero, x);

    /// <inheritdoc/>
    public float Apply(float x) => x < 0f ? 0f : x;
}
