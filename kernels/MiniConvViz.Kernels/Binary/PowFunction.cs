using System.Numerics;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// A power: <c>left ^ right</c>. For a negative base the exponent must be whole, else the result is NaN; anything to
/// the power 0 is 1, even NaN. Source: https://pytorch.org/docs/stable/generated/torch.pow.html
/// </summary>
/// <remarks>
/// The float version is <c>2^(right * log2 |left|)</c>, with the logarithm of <see cref="LogFunction"/>.
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

        float power = Exp2(right * LogFunction.Log2(size));
        return left < 0f && isOdd ? -power : power;
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
