using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The exponential: <c>exp(x)</c>. The result is in [0, inf].
/// Source: https://pytorch.org/docs/stable/generated/torch.exp.html
/// </summary>
public readonly struct ExpFunction : IActivation
{
    /// <inheritdoc/>
    public double Apply(double x) => Math.Exp(x);

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x) => VectorExp.Exp(x);

    /// <inheritdoc/>
    public float Apply(float x) => MathF.Exp(x);
}
