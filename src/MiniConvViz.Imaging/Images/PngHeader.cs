using System.Buffers.Binary;

namespace MiniConvViz.Imaging;

/// <summary>
/// The first 33 bytes of a PNG file: 8 of signature, then the chunk IHDR: length and type (8), width (4), height (4),
/// bit depth, colour type, compression, filter, interlacing (5), check sum (4).
/// </summary>
internal static class PngHeader
{
    public const int Length = 33;
    public const int Type = 12, BitDepth = 24, ColorType = 25, CheckSum = 29;

    public static bool IsPng(ReadOnlySpan<byte> file) =>
        file.Length >= Length && file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']);

    public static uint Width(ReadOnlySpan<byte> file) => BinaryPrimitives.ReadUInt32BigEndian(file[16..]);

    public static uint Height(ReadOnlySpan<byte> file) => BinaryPrimitives.ReadUInt32BigEndian(file[20..]);
}
