using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The largest whole number that is not above x.
/// Source: https://pytorch.org/docs/stable/generated/torch.floor.html
/// </summary>
public readonly struct FloorFunction : IActivation
{
    /// <inheritdoc/>
    public double Apply(double x) => Math.Floor(x);

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x) => Vector.Floor(x);

    /// <inheritdoc/>
    public float Apply(float x) => MathF.Floor(x);

}
