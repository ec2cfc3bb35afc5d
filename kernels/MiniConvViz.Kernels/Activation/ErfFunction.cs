using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The error function: <c>2 / sqrt(pi) * (integral of exp(-t*t) from 0 to x)</c>. The result is in [-1, 1].
/// Source: https://pytorch.org/docs/stable/special.html#torch.special.erf
/// </summary>
/// <remarks>
/// In double it is the series
/// <code>2 / sqrt(pi) * exp(-x*x) * sum over n of 2^n x^(2n+1) / (1 * 3 * ... * (2n+1))</code>
/// whose terms all have one sign, so that nothing cancels (https://dlmf.nist.gov/7.6.E2). The float versions use the
/// polynomials of the Cephes library, https://www.netlib.org/cephes/: <c>x*T(x*x)</c> inside [-1, 1], and outside
/// <c>1 - exp(-x*x) * P(1/(x*x)) / |x|</c> with the sign of x. Their error is at most three units in the last place.
/// </remarks>
public readonly struct ErfFunction : IActivation
{
    private const float T0 = 1.128379165726710e0f;
    private const float T1 = -3.761262582423300e-1f;
    private const float T2 = 1.128358514861418e-1f;
    private const float T3 = -2.685381193529856e-2f;
    private const float T4 = 5.188327685732524e-3f;
    private const float T5 = -8.010193625184903e-4f;
    private const float T6 = 7.853861353153693e-5f;

    private const float P0 = 5.638259427386472e-1f;
    private const float P1 = -2.741127028184656e-1f;
    private const float P2 = 3.404879937665872e-1f;
    private const float P3 = -4.944515323274145e-1f;
    private const float P4 = 6.210004621745983e-1f;
    private const float P5 = -5.824733027278666e-1f;
    private const float P6 = 3.687424674597105e-1f;
    private const float P7 = -1.387039388740657e-1f;
    private const float P8 = 2.326819970068386e-2f;

    /// <inheritdoc/>
    public double Apply(double x)
    {
        // Beyond 6 the difference from one is below a double's precision.
        if (Math.Abs(x) > 6.0)
        {
            return Math.Sign(x);
        }

        double term = x;
        double sum = x;
        for (int n = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum); n++)
        {
            term *= 2.0 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2.0 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x)
    {
        Vector<float> square = x * x;
        Vector<float> near = Vector.Create(T6);
        near = (near * square) + Vector.Create(T5);
        near = (near * square) + Vector.Create(T4);
        near = (near * square) + Vector.Create(T3);
        near = (near * square) + Vector.Create(T2);
        near = (near * square) + Vector.Create(T1);
        near = (near * square) + Vector.Create(T0);

        Vector<float> size = Vector.Abs(x);
        Vector<float> inverse = Vector<float>.One / size;
        Vector<float> z = inverse * inverse;
        Vector<float> far = Vector.Create(P8);
        far = (far * z) + Vector.Create(P7);
        far = (far * z) + Vector.Create(P6);
        far = (far * z) + Vector.Create(P5);
        far = (far * z) + Vector.Create(P4);
        far = (far * z) + Vector.Create(P3);
        far = (far * z) + Vector.Create(P2);
        far = (far * z) + Vector.Create(P1);
        far = (far * z) + Vector.Create(P0);
        far = Vector<float>.One - (VectorExp.Exp(-square) * inverse * far);
        Vector<float> signed = Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), -far, far);
        return Vector.ConditionalSelect(Vector.LessThan(size, Vector<float>.One), x * near, signed);
    }

    /// <inheritdoc/>
    public float Apply(float x)
    {
        float size = MathF.Abs(x);
        float square = x * x;
        if (size < 1f)
        {
            float near = (((((T6 * square) + T5) * square) + T4) * square) + T3;
            return x * ((((((near * square) + T2) * square) + T1) * square) + T0);
        }

        float inverse = 1f / size;
        float z = inverse * inverse;
        float p = (((((((P8 * z) + P7) * z) + P6) * z) + P5) * z) + P4;
        p = (((((((p * z) + P3) * z) + P2) * z) + P1) * z) + P0;
        float far = 1f - (MathF.Exp(-square) * inverse * p);
        return x < 0f ? -far : far;
    }
}
