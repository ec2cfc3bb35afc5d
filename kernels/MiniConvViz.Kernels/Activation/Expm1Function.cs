using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The exponential less one, accurate near zero too: <c>exp(x) - 1</c>. The result is in [-1, inf].
/// Source: https://pytorch.org/docs/stable/generated/torch.expm1.html
/// </summary>
/// <remarks>
/// Near zero the exponential is almost one, and the difference loses its significant digits. There the float versions
/// use a polynomial, <c>x + x*x*P(x)</c>, that of the Cephes library's exponential, https://www.netlib.org/cephes/.
/// In double, <c>(u - 1) * x / log(u)</c> with <c>u = exp(x)</c>: the error of u is in both u - 1 and log(u) and
/// cancels (Higham, Accuracy and Stability of Numerical Algorithms, section 1.14.1).
/// </remarks>
internal readonly struct Expm1Function : IActivation
{
    private const float NearZero = 0.5f;
    private const float P0 = 5.0000001201e-1f;
    private const float P1 = 1.6666665459e-1f;
    private const float P2 = 4.1665795894e-2f;
    private const float P3 = 8.3334519073e-3f;
    private const float P4 = 1.3981999507e-3f;
    private const float P5 = 1.9875691500e-4f;

    /// <inheritdoc/>
    public double Apply(double x)
    {
        double u = Math.Exp(x);
        return u == 1.0 ? x : Math.Abs(x) < NearZero ? (u - 1.0) * x / Math.Log(u) : u - 1.0;
    }

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x)
    {
        Vector<float> p = Vector.Create(P5);
        p = (p * x) + Vector.Create(P4);
        p = (p * x) + Vector.Create(P3);
        p = (p * x) + Vector.Create(P2);
        p = (p * x) + Vector.Create(P1);
        p = (p * x) + Vector.Create(P0);
        Vector<float> near = x + (x * x * p);
        Vector<float> far = VectorExp.Exp(x) - Vector<float>.One;
        return Vector.ConditionalSelect(Vector.LessThan(Vector.Abs(x), Vector.Create(NearZero)), near, far);
    }

    /// <inheritdoc/>
    public float Apply(float x)
    {
        if (MathF.Abs(x) < NearZero)
        {
            float p = (((((((((P5 * x) + P4) * x) + P3) * x) + P2) * x) + P1) * x) + P0;
            return x + (x * x * p);
        }

        return MathF.Exp(x) - 1f;
    }
}
