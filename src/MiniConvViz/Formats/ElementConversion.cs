using System.Numerics;
using System.Runtime.InteropServices;

namespace MiniConvViz.Formats;

/// <summary>Converts little-endian bytes of any <see cref="DType"/> to values of the caller's type.</summary>
internal static class ElementConversion
{
    /// <summary>
    /// Whether the bytes in the file are <typeparamref name="T"/> already, so that no conversion is needed.
    /// </summary>
    public static bool IsIdentity<T>(DType dtype) =>
        (dtype == DType.Float32 && typeof(T) == typeof(float))
        || (dtype == DType.Float64 && typeof(T) == typeof(double));

    /// <summary>
    /// <c>output[i] = (T)bytes[i]</c>, rounded to nearest where T is narrower; bool becomes 0 or 1.
    /// </summary>
    /// <param name="dtype">The element type of the bytes.</param>
    /// <param name="bytes"><c>output.Length * dtype.ItemSize()</c> bytes.</param>
    /// <param name="output">float or double.</param>
    public static void Convert<T>(DType dtype, ReadOnlySpan<byte> bytes, Span<T> output)
        where T : unmanaged, INumberBase<T>
    {
        switch (dtype)
        {
            case DType.Float32: Cast<float, T>(bytes, output); break;
            case DType.Float64: Cast<double, T>(bytes, output); break;
            case DType.Float16: Cast<Half, T>(bytes, output); break;
            case DType.BFloat16: WidenBFloat16(bytes, output); break;
            case DType.Int64: Cast<long, T>(bytes, output); break;
            case DType.Int32: Cast<int, T>(bytes, output); break;
            case DType.Int16: Cast<short, T>(bytes, output); break;
            case DType.Int8: Cast<sbyte, T>(bytes, output); break;
            case DType.UInt64: Cast<ulong, T>(bytes, output); break;
            case DType.UInt32: Cast<uint, T>(bytes, output); break;
            case DType.UInt16: Cast<ushort, T>(bytes, output); break;
            case DType.UInt8: Cast<byte, T>(bytes, output); break;
            case DType.Bool: ZeroOrOne(bytes, output); break;
            default: throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "Not a DType.");
        }
    }

    private static void Cast<TFrom, T>(ReadOnlySpan<byte> bytes, Span<T> output)
        where TFrom : unmanaged, INumberBase<TFrom>
        where T : unmanaged, INumberBase<T>
    {
        ReadOnlySpan<TFrom> input = MemoryMarshal.Cast<byte, TFrom>(bytes);
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = T.CreateTruncating(input[i]);
        }
    }

    private static void WidenBFloat16<T>(ReadOnlySpan<byte> bytes, Span<T> output)
        where T : unmanaged, INumberBase<T>
    {
        ReadOnlySpan<ushort> input = MemoryMarshal.Cast<byte, ushort>(bytes);
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = T.CreateTruncating(BitConverter.UInt32BitsToSingle((uint)input[i] << 16));
        }
    }

    private static void ZeroOrOne<T>(ReadOnlySpan<byte> bytes, Span<T> output)
        where T : unmanaged, INumberBase<T>
    {
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = bytes[i] == 0 ? T.Zero : T.One;
        }
    }
}
