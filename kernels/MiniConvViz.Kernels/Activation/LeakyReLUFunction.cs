using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// A ReLU with a small slope for negative inputs: <c>x > 0 ? x : x * negativeSlope</c>.
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.LeakyReLU.html
/// </summary>
/// <param name="negativeSlope">The slope left of zero; PyTorch's default is 0.01.</param>
public readonly struct LeakyReLUFunction(float negativeSlope) : IActivation
{
    private readonly float _negativeSlope = negativeSlope;

    /// <inheritdoc/>
    public double Apply(double x) => x > 0.0 ? x : x * _negativeSlope;

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x) =>
        Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<float>.Zero), x, x * _negativeSlope);

    /// <inheritdoc/>
    public float Apply(float x) => x > 0f ? x : x * _negativeSlope;
}
