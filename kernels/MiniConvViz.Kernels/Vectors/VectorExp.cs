using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// The exponential in float arithmetic, to two units in the last place and exact for 0. With
/// <see cref="Vector.Exp(Vector{float})"/>, which computes in double, a SiLU takes 1.6 times as long.
/// </summary>
internal static class VectorExp
{
    // Below the first the exponential rounds to 0, above the second to infinity.
    private const float Lowest = -104.5f;
    private const float Highest = 89f;

    // ln 2 in two parts; the first has few significant bits, so that its product with n is exact.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>
    /// <c>exp(x) = 2^n * exp(r)</c> with <c>n = round(x / ln 2)</c> and <c>r = x - n * ln 2</c>: |r| is at most 0.35,
    /// where a polynomial is exact enough. NaN is kept. Source: Moshier, Cephes Mathematical Library, expf
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Exp(Vector<float> x)
    {
        x = Vector.ConditionalSelect(Vector.LessThan(x, new Vector<float>(Lowest)), new Vector<float>(Lowest), x);
        x = Vector.ConditionalSelect(Vector.GreaterThan(x, new Vector<float>(Highest)), new Vector<float>(Highest), x);
        Vector<float> n = Vector.Round(x * 1.44269504f);
        Vector<float> r = Vector.MultiplyAddEstimate(n, new Vector<float>(-Ln2High), x);
        r = Vector.MultiplyAddEstimate(n, new Vector<float>(-Ln2Low), r);

        Vector<float> p = new(1.9875691500e-4f);
        p = Vector.MultiplyAddEstimate(p, r, new Vector<float>(1.3981999507e-3f));
        p = Vector.MultiplyAddEstimate(p, r, new Vector<float>(8.3334519073e-3f));
        p = Vector.MultiplyAddEstimate(p, r, new Vector<float>(4.1665795894e-2f));
        p = Vector.MultiplyAddEstimate(p, r, new Vector<float>(1.6666665459e-1f));
        p = Vector.MultiplyAddEstimate(p, r, new Vector<float>(5.0000001201e-1f));
        p = Vector.MultiplyAddEstimate(p, r * r, r) + Vector<float>.One;

        // 2^n in two factors: one factor cannot represent the smallest and the largest results.
        Vector<int> power = Vector.ConvertToInt32Native(n);
        Vector<int> half = Vector.ShiftRightArithmetic(power, 1);
        return p * PowerOfTwo(half) * PowerOfTwo(power - half);
    }

    /// <summary>2^n for n in [-126, 127]: the number is written into the exponent bits of a float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> PowerOfTwo(Vector<int> n) =>
        Vector.AsVectorSingle(Vector.ShiftLeft(n + new Vector<int>(127), 23));
}
