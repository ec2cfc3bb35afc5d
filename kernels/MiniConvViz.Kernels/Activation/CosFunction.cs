using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The cosine of an angle in radians; infinities give NaN.
/// Source: https://pytorch.org/docs/stable/generated/torch.cos.html
/// </summary>
/// <remarks>A GPU's own function loses all digits of large angles, so this one reduces them itself.</remarks>
public readonly struct CosFunction : IActivation
{
    /// <inheritdoc/>
    public double Apply(double x) => Math.Cos(x);

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x) => Vector.Cos(x);

    /// <inheritdoc/>
    public float Apply(float x) => new QuarterTurns(x).Cosine;

}
