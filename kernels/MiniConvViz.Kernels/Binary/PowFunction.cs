using System.Numerics;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// A power: <c>left ^ right</c>. For a negative base the exponent must be whole, else the result is NaN; anything to
/// the power 0 is 1, even NaN. Source: https://pytorch.org/docs/stable/generated/torch.pow.html
/// </summary>
/// <remarks>
/// The float version is <c>2^(right * log2 |left|)</c>. A GPU's logarithm instruction has a bounded absolute error,
/// so for a base near 1 no digit of its result is correct. The series used here has a bounded relative error.
/// </remarks>
public readonly struct PowFunction : IBinary
{
    private const int MantissaBits = 23;
    private const int ExponentOfOne = 127;

    /// <inheritdoc/>
    public double Apply(double left, double right) => Math.Pow(left, right);

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> left, Vector<float> right)
    {
        if (Vector.EqualsAll(right, Vector.Create(2f)))
        {
            return left * left;
        }

        if (Vector.EqualsAll(right, Vector.Create(3f)))
        {
            // In double, so that only the result is rounded.
            Vector.Widen(left, out Vector<double> low, out Vector<double> high);
            return Vector.Narrow(low * low * low, high * high * high);
        }

        Vector<float> powers = default;
        for (int lane = 0; lane < Vector<float>.Count; lane++)
        {
            powers = powers.WithElement(lane, (float)Math.Pow(left[lane], right[lane]));
        }

        return powers;
    }

    /// <inheritdoc/>
    public float Apply(float left, float right)
    {
        if (right == 0f || left == 1f)
        {
            return 1f;
        }

        if (right == 1f || right == 2f)
        {
            return right == 1f ? left : left * left;
        }

        if (float.IsNaN(left) || float.IsNaN(right))
        {
            return left + right;
        }

        float size = left < 0f ? -left : left;
        if (float.IsInfinity(right))
        {
            bool grows = (size > 1f) == (right > 0f);
            return size == 1f ? 1f : grows ? float.PositiveInfinity : 0f;
        }

        bool isWhole = MathF.Floor(right) == right;
        bool isOdd = isWhole && MathF.Floor(right * 0.5f) * 2f != right;
        bool isFinite = size > 0f && !float.IsInfinity(size);
        if (!isFinite)
        {
            float limit = (size > 0f) == (right > 0f) ? float.PositiveInfinity : 0f;

            // The sign bit, because -0 is not below 0.
            return isOdd && Interop.FloatAsInt(left) >> 31 != 0 ? -limit : limit;
        }

        if (left < 0f && !isWhole)
        {
            return float.NaN;
        }

        float power = Exp2(right * Log2(size));
        return left < 0f && isOdd ? -power : power;
    }

    /// <summary>
    /// The exponent of x, and the logarithm of its mantissa m, brought near 1, by the series of the inverse hyperbolic
    /// tangent: <c>log m = 2 * (s + s^3/3 + s^5/5 + ...)</c> with <c>s = (m - 1) / (m + 1)</c>.
    /// </summary>
    private static float Log2(float x)
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

    /// <summary>
    /// 2^x, with the whole part of x written into the exponent bits, in two factors that are each in range.
    /// </summary>
    private static float Exp2(float x)
    {
        float within = x > 252f ? 252f : x < -252f ? -252f : x;
        int whole = (int)MathF.Floor(within + 0.5f);
        float power = MathF.Exp((within - whole) * 0.693147181f);
        int half = whole / 2;
        return power * PowerOfTwo(half) * PowerOfTwo(whole - half);
    }

    private static float PowerOfTwo(int exponent) =>
        Interop.IntAsFloat((uint)(exponent + ExponentOfOne) << MantissaBits);
}
