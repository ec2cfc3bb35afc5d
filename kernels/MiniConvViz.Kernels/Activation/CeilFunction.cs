using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The smallest whole number that is not below x.
/// Source: https://pytorch.org/docs/stable/generated/torch.ceil.html
/// </summary>
public readonly struct CeilFunction : IActivation
{
    /// <inheritdoc/>
    public double Apply(double x) => Math.Ceiling(x);

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x) => Vector.Ceiling(x);

    /// <inheritdoc/>
    public float Apply(float x) => MathF.Ceiling(x);

}
