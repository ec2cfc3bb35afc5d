using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The sine of an angle in radians; infinities give NaN.
/// Source: https://pytorch.org/docs/stable/generated/torch.sin.html
/// </summary>
/// <remarks>A GPU's own function loses all digits of large angles, so this one reduces them itself.</remarks>
public readonly struct SinFunction : IActivation
{
    /// <inheritdoc/>
    public double Apply(double x) => Math.Sin(x);

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x) => Vector.Sin(x);

    /// <inheritdoc/>
    public float Apply(float x) => new QuarterTurns(x).Sine;

}
