using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// A smooth approximation of ReLU: <c>beta * x &gt; threshold ? x : log(1 + exp(beta * x)) / beta</c>.
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.Softplus.html
/// </summary>
/// <remarks>
/// Computed as <c>(max(z, 0) + log(1 + e)) / beta</c> with <c>z = beta * x</c> and <c>e = exp(-|z|)</c>, which never
/// overflows. One plus a small e loses the digits of e, so the float versions compute the logarithm as
/// <c>log(1 + e) = 2 artanh(s) = 2 (s + s^3/3 + s^5/5 + ...)</c> with <c>s = e / (2 + e)</c>, at most 1/3: seven
/// terms are accurate to the last bit or two. In double, <c>log(u) * e / (u - 1)</c> with <c>u = 1 + e</c>: the error
/// of u is in both log(u) and u - 1 and cancels (Goldberg, What every computer scientist should know, theorem 4).
/// </remarks>
/// <param name="beta">How sharp the corner is; PyTorch's default is 1.</param>
/// <param name="threshold">Beyond it the function is x itself; PyTorch's default is 20.</param>
public readonly struct SoftplusFunction(float beta, float threshold) : IActivation
{
    private const float A1 = 1f / 3f;
    private const float A2 = 1f / 5f;
    private const float A3 = 1f / 7f;
    private const float A4 = 1f / 9f;
    private const float A5 = 1f / 11f;
    private const float A6 = 1f / 13f;

    private readonly float _beta = beta;
    private readonly float _threshold = threshold;

    /// <inheritdoc/>
    public double Apply(double x)
    {
        double z = _beta * x;
        double e = Math.Exp(-Math.Abs(z));
        double u = 1.0 + e;
        double logarithm = u == 1.0 ? e : Math.Log(u) * e / (u - 1.0);
        return z > _threshold ? x : ((z < 0.0 ? 0.0 : z) + logarithm) / _beta;
    }

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x)
    {
        Vector<float> z = x * _beta;
        Vector<float> e = VectorExp.Exp(-Vector.Abs(z));
        Vector<float> s = e / (e + Vector.Create(2f));
        Vector<float> square = s * s;
        Vector<float> series = Vector.Create(A6);
        series = (series * square) + Vector.Create(A5);
        series = (series * square) + Vector.Create(A4);
        series = (series * square) + Vector.Create(A3);
        series = (series * square) + Vector.Create(A2);
        series = (series * square) + Vector.Create(A1);
        Vector<float> logarithm = (s + (s * square * series)) * 2f;
        Vector<float> positive =
            Vector.ConditionalSelect(Vector.LessThan(z, Vector<float>.Zero), Vector<float>.Zero, z);
        return Vector.ConditionalSelect(
            Vector.GreaterThan(z, Vector.Create(_threshold)), x, (positive + logarithm) / _beta);
    }

    /// <inheritdoc/>
    public float Apply(float x)
    {
        float z = _beta * x;
        float e = MathF.Exp(-MathF.Abs(z));
        float s = e / (e + 2f);
        float square = s * s;
        float series = (((((((((A6 * square) + A5) * square) + A4) * square) + A3) * square) + A2) * square) + A1;
        float logarithm = 2f * (s + (s * square * series));
        return z > _threshold ? x : ((z < 0f ? 0f : z) + logarithm) / _beta;
    }
}
