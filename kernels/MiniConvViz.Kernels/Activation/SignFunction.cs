using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The sign: -1, 0 or 1; NaN gives 0, as in PyTorch.
/// Source: https://pytorch.org/docs/stable/generated/torch.sign.html
/// </summary>
public readonly struct SignFunction : IActivation
{
    /// <inheritdoc/>
    public double Apply(double x) => x > 0.0 ? 1.0 : x < 0.0 ? -1.0 : 0.0;

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x) =>
        Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<float>.Zero), Vector<float>.One, Vector<float>.Zero)
        - Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), Vector<float>.One, Vector<float>.Zero);

    /// <inheritdoc/>
    public float Apply(float x) => x > 0f ? 1f : x < 0f ? -1f : 0f;

}
