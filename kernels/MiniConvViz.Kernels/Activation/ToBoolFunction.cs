using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// A cast to bool, with the result as a float: <c>x != 0 ? 1 : 0</c>. NaN is not zero, so it gives 1.
/// Source: https://pytorch.org/docs/stable/tensor_attributes.html
/// </summary>
public readonly struct ToBoolFunction : IActivation
{
    /// <inheritdoc/>
    public double Apply(double x) => x == 0.0 ? 0.0 : 1.0;

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x) =>
        Vector.ConditionalSelect(Vector.Equals(x, Vector<float>.Zero), Vector<float>.Zero, Vector<float>.One);

    /// <inheritdoc/>
    public float Apply(float x) => x == 0f ? 0f : 1f;
}
