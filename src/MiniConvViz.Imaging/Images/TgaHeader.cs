using System.Buffers.Binary;

namespace MiniConvViz.Imaging;

/// <summary>
/// The 18 bytes that a TGA file begins with: length of a text, palette or not, kind (palette 1, colours 2, grey 3, and
/// 8 more for run lengths), the palette's first entry, entries (2 each) and bits, left, top, width, height (2 each),
/// bits of a pixel, flags. The text, the palette and the pixels follow. There is no signature, so all of it must be
/// plausible.
/// </summary>
internal static class TgaHeader
{
    private const int Length = 18, RunLengths = 8, Palette = 1, Colors = 2, Gray = 3;

    public static bool IsTga(ReadOnlySpan<byte> file)
    {
        if (file.Length < Length || file[1] > 1 || Number(file, 12) == 0 || Number(file, 14) == 0
            || (file[17] & 0xC0) != 0)
        {
            return false;
        }

        return (file[2] & ~RunLengths, (int)file[16]) switch
        {
            (Palette, 8) => file[1] == 1 && file[7] is 15 or 16 or 24 or 32 && Number(file, 5) > 0,
            (Colors, 15 or 16 or 24 or 32) => true,
            (Gray, 8 or 16) => file[1] == 0,
            _ => false,
        };
    }

    /// <summary>The header, or null where a file is no TGA.</summary>
    public static RasterHeader? Read(string path, ArraySegment<byte> file)
    {
        if (!IsTga(file))
        {
            return null;
        }

        (int width, int height, int bits) = (Number(file, 12), Number(file, 14), file[16]);
        bool isPalette = (file[2] & ~RunLengths) == Palette;
        if ((file[2] & ~RunLengths) == Gray && bits == 16)
        {
            throw RasterHeader.NotRead(path, "a grey TGA image with transparency", "tga");
        }

        ImageBounds.CheckSize(path, width, height);
        long data = Length + file[0] + (file[1] == 1 ? (long)Number(file, 5) * ((file[7] + 7) / 8) : 0);
        int pixelBytes = (bits + 7) / 8;
        bool isWhole = (file[2] & RunLengths) == 0
            ? file.Count - data >= (long)width * height * pixelBytes
            : HoldsRuns(file, data, (long)width * height, pixelBytes);
        return isWhole
            ? new RasterHeader("TGA", width, height,
                (isPalette ? file[7] : bits) is 15 or 16 ? RasterPixels.FiveBits : RasterPixels.Bytes)
            : throw RasterHeader.CutShort(path, "TGA", width, height);
    }

    /// <summary>
    /// Whether packets hold all pixels. A packet begins with a byte: where its highest bit is set, one pixel follows
    /// that is repeated, otherwise several pixels follow; the lower bits plus one are their number.
    /// </summary>
    private static bool HoldsRuns(ReadOnlySpan<byte> file, long at, long pixels, int pixelBytes)
    {
        while (pixels > 0 && at < file.Length)
        {
            int count = (file[(int)at] & 0x7F) + 1;
            at += 1 + ((file[(int)at] & 0x80) != 0 ? pixelBytes : (long)count * pixelBytes);
            pixels -= count;
        }

        return pixels <= 0 && at <= file.Length;
    }

    private static int Number(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt16LittleEndian(file[at..]);
}
