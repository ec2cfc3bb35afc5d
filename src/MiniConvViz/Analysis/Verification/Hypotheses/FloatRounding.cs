using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>Rounding to formats with fewer digits than float32.</summary>
internal static class FloatRounding
{
    private const int Float32Digits = 23;

    /// <summary>TensorFloat-32: float32's range with 10 bits of mantissa.</summary>
    public static float ToTf32(float value) => ToDigits(value, 10);

    /// <summary>bfloat16: float32's range with 7 bits of mantissa.</summary>
    public static float ToBFloat16(float value) => ToDigits(value, 7);

    /// <summary>IEEE half precision.</summary>
    public static float ToHalf(float value) => (float)(Half)value;

    /// <summary>Rounds every element.</summary>
    public static Tensor Round(Tensor tensor, Func<float, float> round)
    {
        Tensor rounded = new(tensor.Shape);
        for (int i = 0; i < rounded.Values.Length; i++)
        {
            rounded.Values[i] = round(tensor.Values[i]);
        }

        return rounded;
    }

    /// <summary>
    /// Rounds to nearest, ties to even, on the bits: adds half of the last kept place, then cuts off.
    /// </summary>
    private static float ToDigits(float value, int digits)
    {
        if (!float.IsFinite(value))
        {
            return value;
        }

        int cut = Float32Digits - digits;
        int bits = BitConverter.SingleToInt32Bits(value);
        int half = (1 << (cut - 1)) - 1 + ((bits >> cut) & 1);
        return BitConverter.Int32BitsToSingle((bits + half) & ~((1 << cut) - 1));
    }
}
