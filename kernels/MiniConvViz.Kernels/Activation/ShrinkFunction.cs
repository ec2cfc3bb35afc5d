using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// Numbers near zero become zero, the others move towards it:
/// <c>x &lt; -lambd ? x + bias : x > lambd ? x - bias : 0</c>.
/// Source: https://onnx.ai/onnx/operators/onnx__Shrink.html
/// </summary>
/// <param name="lambd">How near is zero.</param>
/// <param name="bias">How far the others move.</param>
public readonly struct ShrinkFunction(float lambd, float bias) : IActivation
{
    private readonly float _lambd = lambd;
    private readonly float _bias = bias;

    /// <inheritdoc/>
    public double Apply(double x) => x <= _lambd && x >= -_lambd ? 0.0 : x < 0.0 ? x + _bias : x - _bias;

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x) =>
        Vector.ConditionalSelect(
            Vector.LessThanOrEqual(x, Vector.Create(_lambd)) & Vector.GreaterThanOrEqual(x, Vector.Create(-_lambd)),
            Vector<float>.Zero,
            x + Vector.ConditionalSelect(
                Vector.LessThan(x, Vector<float>.Zero), Vector.Create(_bias), Vector.Create(-_bias)));

    /// <inheritdoc/>
    public float Apply(float x) => x <= _lambd && x >= -_lambd ? 0f : x < 0f ? x + _bias : x - _bias;

}
