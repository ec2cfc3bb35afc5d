namespace MiniConvViz.Formats.Onnx;

/// <summary>
/// Element types of ONNX of at most 8 bits for which .NET has no type: int4 and uint4, two to a byte with the first in
/// the low bits, and the four kinds of float8. They are read as the next larger type, which holds all their values.
/// <code>
/// type        bits: sign, exponent, fraction    bias    0x80    largest code
/// e4m3fn      1, 4, 3                           7       -0      NaN, in both signs
/// e4m3fnuz    1, 4, 3                           8       NaN     a number
/// e5m2        1, 5, 2                           15      -0      infinity and NaN, as in half
/// e5m2fnuz    1, 5, 2                           16      NaN     a number
/// </code>
/// </summary>
/// <remarks>
/// Source: <c>TensorProto.DataType</c> in onnx.proto and https://onnx.ai/onnx/technical/float8.html
/// </remarks>
internal static class OnnxNarrowType
{
    public const int E4M3FN = 17;
    public const int E4M3FNUZ = 18;
    public const int E5M2 = 19;
    public const int E5M2FNUZ = 20;
    public const int UInt4 = 21;
    public const int Int4 = 22;

    /// <summary>The type that the elements are read as; null for a code that is none of these.</summary>
    public static DType? WideType(int code) => code switch
    {
        UInt4 => DType.UInt8,
        Int4 => DType.Int8,
        E4M3FN or E4M3FNUZ or E5M2 or E5M2FNUZ => DType.Float16,
        _ => null,
    };

    /// <summary>Bytes of that many elements.</summary>
    public static long Bytes(int code, long count) => code is UInt4 or Int4 ? (count + 1) / 2 : count;

    /// <summary>The elements as little-endian bytes of <see cref="WideType"/>.</summary>
    /// <param name="code">One of the types.</param>
    /// <param name="packed">The bytes of the file.</param>
    /// <param name="count">How many elements they hold.</param>
    public static byte[] Widen(int code, ReadOnlySpan<byte> packed, int count)
    {
        if (code is UInt4 or Int4)
        {
            byte[] wide = new byte[count];
            for (int i = 0; i < count; i++)
            {
                int nibble = (packed[i / 2] >> (4 * (i % 2))) & 15;
                wide[i] = (byte)(code == Int4 && nibble > 7 ? nibble - 16 : nibble);
            }

            return wide;
        }

        byte[] halves = new byte[2 * count];
        for (int i = 0; i < count; i++)
        {
            BitConverter.TryWriteBytes(halves.AsSpan(2 * i), (Half)Float8(code, packed[i]));
        }

        return halves;
    }

    /// <summary>The value of one float8.</summary>
    public static double Float8(int code, byte bits)
    {
        int fractionBits = code is E4M3FN or E4M3FNUZ ? 3 : 2;
        int bias = code switch
        {
            E4M3FN => 7,
            E4M3FNUZ => 8,
            E5M2 => 15,
            _ => 16,
        };
        int magnitude = bits & 127;
        int exponent = magnitude >> fractionBits;
        int fraction = magnitude & ((1 << fractionBits) - 1);
        bool isNaN = code switch
        {
            E4M3FN => magnitude == 127,
            E5M2 => magnitude > 124,
            _ => bits == 128,
        };
        double value = isNaN ? double.NaN
            : code == E5M2 && magnitude == 124 ? double.PositiveInfinity
            : exponent == 0 ? Math.ScaleB(fraction, 1 - bias - fractionBits)
            : Math.ScaleB((1 << fractionBits) + fraction, exponent - bias - fractionBits);
        return bits > 127 ? -value : value;
    }
}
