using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// A sigmoid made of three straight lines: <c>min(max(x + 3, 0), 6) / 6</c>. The result is in [0, 1].
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.Hardsigmoid.html
/// </summary>
public readonly struct HardsigmoidFunction : IActivation
{
    /// <inheritdoc/>
    public double Apply(double x) => default(ReLU6Function).Apply(x + 3.0) / 6.0;

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x) => default(ReLU6Function).Apply(x + Vector.Create(3f)) / 6f;

    /// <inheritdoc/>
    public float Apply(float x) => default(ReLU6Function).Apply(x + 3f) / 6f;
}
