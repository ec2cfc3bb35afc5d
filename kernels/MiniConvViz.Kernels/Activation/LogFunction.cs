using System.Numerics;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The natural logarithm: <c>log(x)</c>; minus infinity for zero, NaN for negative values.
/// Source: https://pytorch.org/docs/stable/generated/torch.log.html
/// </summary>
/// <remarks>
/// A GPU's logarithm instruction has a bounded absolute error, so that no digit is correct for a value near 1. The
/// relative error of this series is small everywhere.
/// </remarks>
public readonly struct LogFunction : IActivation
{
    private const int MantissaBits = 23;
    private const int ExponentOfOne = 127;
    private const float LogOf2 = 0.693147181f;

    /// <inheritdoc/>
    public double Apply(double x) => Math.Log(x);

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x) => Vector.Log(x);

    /// <inheritdoc/>
    public float Apply(float x)
    {
        // NaN comes first: ILGPU's OpenCL backend makes x <= 0 true for it.
        if (float.IsNaN(x))
        {
            return x;
        }

        if (x <= 0f)
        {
            return x < 0f ? float.NaN : float.NegativeInfinity;
        }

        return float.IsInfinity(x) ? x : Log2(x) * LogOf2;
    }

    /// <summary>
    /// The logarithm to base 2 of a positive, finite x: its exponent, and the logarithm of its mantissa m, brought
    /// near 1, by the series of the inverse hyperbolic tangent:
    /// <c>log m = 2 * (s + s^3/3 + s^5/5 + ...)</c> with <c>s = (m - 1) / (m + 1)</c>.
    /// </summary>
    internal static float Log2(float x)
    {
        // The exponent of a subnormal value is not in its bits: the value is scaled by 2^24 first.
        bool isSubnormal = x < 1.17549435e-38f;
        uint bits = Interop.FloatAsInt(isSubnormal ? x * 16777216f : x);
        int exponent = (int)(bits >> MantissaBits) - ExponentOfOne - (isSubnormal ? 24 : 0);
        float mantissa = Interop.IntAsFloat((bits & 0x7FFFFFu) | 0x3F800000u);
        if (mantissa > 1.41421356f)
        {
            mantissa *= 0.5f;
            exponent++;
        }

        float s = (mantissa - 1f) / (mantissa + 1f);
        float z = s * s;
        float series = ((((((((1f / 11f) * z) + (1f / 9f)) * z) + (1f / 7f)) * z) + (1f / 5f)) * z) + (1f / 3f);
        return exponent + (2.88539008f * (s + (s * z * series)));
    }
}
