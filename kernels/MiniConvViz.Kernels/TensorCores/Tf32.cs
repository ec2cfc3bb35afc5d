namespace MiniConvViz.Kernels;

/// <summary>
/// NVIDIA's TensorFloat-32: a float with 10 bits after the point instead of 23, and the same range. The product of
/// two is exact in float; only the rounding of the factors loses precision.
/// </summary>
internal static class Tf32
{
    /// <summary>The largest relative error of rounding: 2^-11, about 5e-4.</summary>
    public const float RoundingError = 1f / (1 << 11);

    private const int Cut = 13;

    /// <summary>
    /// To the nearest, ties away from zero, as <c>cvt.rna.tf32.f32</c>; infinities and NaN are unchanged.
    /// </summary>
    public static float Round(float value) => float.IsFinite(value)
        ? BitConverter.UInt32BitsToSingle(
            (BitConverter.SingleToUInt32Bits(value) + (1u << (Cut - 1))) & ~((1u << Cut) - 1))
        : value;
}
