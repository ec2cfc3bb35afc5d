using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The input times the hyperbolic tangent of its softplus: <c>x * tanh(log(1 + exp(x)))</c>; as in PyTorch, -infinity
/// gives NaN. Source: https://pytorch.org/docs/stable/generated/torch.nn.Mish.html
/// </summary>
/// <remarks>
/// With <c>E = exp(x)</c>, <c>tanh(log(1 + E)) = (E*E + 2E) / (E*E + 2E + 2)</c>: the float versions need neither
/// tanh nor logarithm. For positive x, numerator and denominator are divided by E*E, so that nothing overflows.
/// </remarks>
public readonly struct MishFunction : IActivation
{
    private static SoftplusFunction Softplus => new(beta: 1f, threshold: float.PositiveInfinity);

    /// <inheritdoc/>
    public double Apply(double x) => x * Math.Tanh(Softplus.Apply(x));

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x)
    {
        Vector<float> two = Vector.Create(2f);
        Vector<float> e = VectorExp.Exp(-Vector.Abs(x));
        Vector<float> left = e * (e + two);
        Vector<float> right = Vector<float>.One + (e * two);
        Vector<float> tangent = Vector.ConditionalSelect(
            Vector.LessThan(x, Vector<float>.Zero), left / (left + two), right / (right + (e * e * two)));
        return x * tangent;
    }

    /// <inheritdoc/>
    public float Apply(float x)
    {
        float e = MathF.Exp(-MathF.Abs(x));
        float left = e * (e + 2f);
        float right = 1f + (2f * e);
        return x * (x < 0f ? left / (left + 2f) : right / (right + (2f * e * e)));
    }
}
