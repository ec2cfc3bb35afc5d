using System.Buffers.Binary;

namespace MiniConvViz.Imaging;

/// <summary>
/// BMP files of 16 bits for each pixel: 5 bits for red and blue, 5 or 6 for green. Pillow widens them to 8 bits by
/// <c>value * 255 / 31</c> (or 63), rounded down; Skia repeats the highest bits instead, which may give one more.
/// </summary>
/// <remarks>
/// BMP: header (14), then size of the second header (4), width, height (4 each), planes, bits (2 each), compression (4)
/// and, where that is 3, the masks of red, green and blue from byte 54 on.
/// </remarks>
internal static class NarrowBmp
{
    private const int HeaderSize = 14, Bits = 28, Compression = 30, GreenMask = 58, Length = 66;
    private const uint Masks = 3, SixBits = 0x07E0, FiveBits = 0x03E0;

    /// <summary>The number of bits of green, 5 or 6; null for any other file.</summary>
    public static int? GreenBits(ReadOnlySpan<byte> file)
    {
        if (file.Length < Length || !file.StartsWith("BM"u8) || Number(file, HeaderSize) < 40
            || BinaryPrimitives.ReadUInt16LittleEndian(file[Bits..]) != 16)
        {
            return null;
        }

        return (Number(file, Compression), Number(file, GreenMask)) switch
        {
            (0, _) => 5,
            (Masks, FiveBits) => 5,
            (Masks, SixBits) => 6,
            _ => null,
        };
    }

    /// <summary>Widens the highest bits of every colour as Pillow does; RGBA.</summary>
    public static void Widen(Span<byte> rgba, int greenBits)
    {
        for (int i = 0; i < rgba.Length; i += 4)
        {
            rgba[i] = Widen(rgba[i], 5);
            rgba[i + 1] = Widen(rgba[i + 1], greenBits);
            rgba[i + 2] = Widen(rgba[i + 2], 5);
        }
    }

    private static byte Widen(byte value, int bits) => (byte)((value >> (8 - bits)) * 255 / ((1 << bits) - 1));

    private static uint Number(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt32LittleEndian(file[at..]);
}
