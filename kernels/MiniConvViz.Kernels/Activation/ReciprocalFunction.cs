using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The reciprocal: <c>1 / x</c>; zeros give infinity with their sign. Source:
/// https://pytorch.org/docs/stable/generated/torch.reciprocal.html
/// </summary>
public readonly struct ReciprocalFunction : IActivation
{
    /// <inheritdoc/>
    public double Apply(double x) => 1.0 / x;

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x) => Vector<float>.One / x;

    /// <inheritdoc/>
    public float Apply(float x) => 1f / x;
}
