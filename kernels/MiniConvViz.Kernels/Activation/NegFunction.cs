using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The negation: <c>-x</c>. Source: https://pytorch.org/docs/stable/generated/torch.neg.html
/// </summary>
public readonly struct NegFunction : IActivation
{
    /// <inheritdoc/>
    public double Apply(double x) => -x;

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x) => -x;

    /// <inheritdoc/>
    public float Apply(float x) => -x;
}
