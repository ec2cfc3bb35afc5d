using System.Buffers.Binary;

namespace MiniConvViz.Imaging;

/// <summary>
/// 16-bit grey PNG files. Pillow does not keep their high byte, as it does for 16-bit colours, but clips values above
/// 255 to 255. Skia would drop the low byte; so the header is changed to 8-bit grey with alpha, which has the same
/// layout: Skia's grey is then the high byte, and its alpha the low one.
/// </summary>
internal static class WidePng
{
    private const byte Gray = 0, GrayWithAlpha = 4;

    /// <summary>
    /// Changes a 16-bit grey file's header in memory; false, and nothing changed, for every other file.
    /// </summary>
    public static bool Disguise(Span<byte> file)
    {
        if (!PngHeader.IsPng(file) || file[PngHeader.BitDepth] != 16 || file[PngHeader.ColorType] != Gray
            || !IsSound(file))
        {
            return false;
        }

        file[PngHeader.BitDepth] = 8;
        file[PngHeader.ColorType] = GrayWithAlpha;
        BinaryPrimitives.WriteUInt32BigEndian(file[PngHeader.CheckSum..], Sum(file));
        return true;
    }

    /// <summary>
    /// Computes Pillow's grey from the high byte (grey) and the low byte (alpha). The high byte is the scaled grey.
    /// </summary>
    /// <returns>The number of pixels above 255.</returns>
    public static int ClipToGray(Span<byte> rgba)
    {
        int clipped = 0;
        for (int i = 0; i < rgba.Length; i += 4)
        {
            clipped += rgba[i] > 0 ? 1 : 0;
            rgba.Slice(i, 3).Fill(rgba[i] > 0 ? (byte)255 : rgba[i + 3]);
        }

        return clipped;
    }

    private static bool IsSound(ReadOnlySpan<byte> file) =>
        BinaryPrimitives.ReadUInt32BigEndian(file[PngHeader.CheckSum..]) == Sum(file);

    private static uint Sum(ReadOnlySpan<byte> file) =>
        PngWriter.CheckSum(file.Slice(PngHeader.Type, 4), file[(PngHeader.Type + 4)..PngHeader.CheckSum]);
}
