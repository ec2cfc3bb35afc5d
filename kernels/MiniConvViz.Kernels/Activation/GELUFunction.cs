using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The input times the probability that a normally distributed value lies below it:
/// <c>x * (1 + erf(x / sqrt(2))) / 2</c>, or, approximated with tanh,
/// <c>x * (1 + tanh(sqrt(2/pi) * (x + 0.044715 x^3))) / 2</c>. As in PyTorch, -infinity gives NaN. Source:
/// https://pytorch.org/docs/stable/generated/torch.nn.GELU.html
/// </summary>
/// <remarks>
/// For large negative x, <c>1 + erf</c> cancels, here as in PyTorch: the error is small relative to x, not to the
/// result. The float versions of the second formula use <c>(1 + tanh(u)) / 2 = 1 / (1 + exp(-2u))</c>, which does not
/// cancel.
/// </remarks>
/// <param name="tanh">1 for the formula with tanh, 0 for the one with the error function.</param>
public readonly struct GELUFunction(int tanh) : IActivation
{
    private const double SqrtHalf = 0.70710678118654752440;
    private const double SqrtTwoOverPi = 0.79788456080286535588;
    private const double Cubic = 0.044715;

    // -2u = x * (Linear2 + Cubic2 * x * x)
    private const float Linear2 = (float)(-2.0 * SqrtTwoOverPi);
    private const float Cubic2 = (float)(-2.0 * SqrtTwoOverPi * Cubic);

    private readonly int _tanh = tanh;

    /// <inheritdoc/>
    public double Apply(double x) => 0.5 * x * (1.0 + (_tanh == 1
        ? Math.Tanh(SqrtTwoOverPi * (x + (Cubic * x * x * x)))
        : default(ErfFunction).Apply(x * SqrtHalf)));

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x) => _tanh == 1
        ? x / (Vector<float>.One + VectorExp.Exp(x * ((x * x * Cubic2) + Vector.Create(Linear2))))
        : x * 0.5f * (Vector<float>.One + default(ErfFunction).Apply(x * (float)SqrtHalf));

    /// <inheritdoc/>
    public float Apply(float x) => _tanh == 1
        ? x / (1f + MathF.Exp(x * ((x * x * Cubic2) + Linear2)))
        : 0.5f * x * (1f + default(ErfFunction).Apply(x * (float)SqrtHalf));
}
