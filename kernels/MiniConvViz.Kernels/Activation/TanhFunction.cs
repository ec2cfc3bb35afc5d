using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The hyperbolic tangent: <c>(1 - exp(-2|x|)) / (1 + exp(-2|x|))</c> with the sign of x. The result is in [-1, 1].
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.Tanh.html
/// </summary>
/// <remarks>
/// Near zero that formula subtracts two almost equal values and loses significant digits, and the tanh instruction of
/// GPUs is inaccurate. For |x| below 0.625 the function is a polynomial, <c>x + x*z*P(z)</c> with <c>z = x*x</c>,
/// accurate to the last bit or two, from the Cephes library, https://www.netlib.org/cephes/.
/// </remarks>
public readonly struct TanhFunction : IActivation
{
    private const float NearZero = 0.625f;
    private const float P0 = -3.33332819422e-1f;
    private const float P1 = 1.33314422036e-1f;
    private const float P2 = -5.37397155531e-2f;
    private const float P3 = 2.06390887954e-2f;
    private const float P4 = -5.70498872745e-3f;

    /// <inheritdoc/>
    public double Apply(double x) => Math.Tanh(x);

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x)
    {
        Vector<float> z = x * x;
        Vector<float> p = Vector.Create(P4);
        p = (p * z) + Vector.Create(P3);
        p = (p * z) + Vector.Create(P2);
        p = (p * z) + Vector.Create(P1);
        p = (p * z) + Vector.Create(P0);
        Vector<float> near = x + (x * z * p);

        Vector<float> size = Vector.Abs(x);
        Vector<float> e = VectorExp.Exp(size * -2f);
        Vector<float> far = (Vector<float>.One - e) / (Vector<float>.One + e);
        Vector<float> signed = Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), -far, far);
        return Vector.ConditionalSelect(Vector.LessThan(size, Vector.Create(NearZero)), near, signed);
    }

    /// <inheritdoc/>
    public float Apply(float x)
    {
        float size = x < 0f ? -x : x;
        if (size < NearZero)
        {
            float z = x * x;
            float p = (((((((P4 * z) + P3) * z) + P2) * z) + P1) * z) + P0;
            return x + (x * z * p);
        }

        float e = MathF.Exp(-2f * size);
        float far = (1f - e) / (1f + e);
        return x < 0f ? -far : far;
    }
}
