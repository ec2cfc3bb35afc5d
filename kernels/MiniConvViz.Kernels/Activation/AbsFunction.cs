using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The distance from zero: <c>|x|</c>. The result is in [0, inf].
/// Source: https://pytorch.org/docs/stable/generated/torch.abs.html
/// </summary>
public readonly struct AbsFunction : IActivation
{
    /// <inheritdoc/>
    public double Apply(double x) => Math.Abs(x);

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x) => Vector.Abs(x);

    /// <inheritdoc/>
    public float Apply(float x) => MathF.Abs(x);
}
