using System.Buffers.Binary;

namespace MiniConvViz.Imaging;

/// <summary>
/// 16-bit grey PNG files, of which Pillow does not keep the high byte as it does of 16-bit colours: it clips what is
/// above 255 to 255, and so must we. Skia would drop the low byte, so it is shown the file as 8-bit grey with alpha,
/// which is laid out in the same way: the grey it reads is then the high byte, and the alpha the low one.
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
    /// From high byte (grey) and low byte (alpha) to Pillow's grey. The high byte alone is the scaled grey already.
    /// </summary>
    /// <returns>How many pixels were above 255.</returns>
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
