namespace MiniConvViz.Imaging;

/// <summary>Common image formats that are not supported, recognised by their first bytes.</summary>
internal static class UnreadFormats
{
    private const int DicomMark = 128;

    /// <summary>The format's name and a command that converts it; null for any other file.</summary>
    public static (string Name, string Remedy)? Of(ReadOnlySpan<byte> file)
    {
        if (file.Length >= 12 && file.Slice(4, 4).SequenceEqual("ftyp"u8))
        {
            return OfBrand(file.Slice(8, 4));
        }

        return file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A]) || file.StartsWith("\0\0\0\fJXL "u8)
                ? ("JPEG XL", "djxl IN.jxl OUT.png")
            : file.Length >= DicomMark + 4 && file.Slice(DicomMark, 4).SequenceEqual("DICM"u8)
                ? ("DICOM", "dcmj2pnm --write-png IN.dcm OUT.png; or save its pixel array as a .npy tensor")
            : file.StartsWith("8BPS"u8) ? ("Photoshop", "magick IN.psd[0] OUT.png")
            : file.StartsWith("\0\0\0\fjP  "u8) ? ("JPEG 2000", "magick IN.jp2 OUT.png")
            : file.StartsWith("P7\n"u8) ? ("PAM", "magick IN.pam OUT.png")
            : null;
    }

    /// <summary>Formats in ISO's media container, recognised by their brand.</summary>
    private static (string, string)? OfBrand(ReadOnlySpan<byte> brand) =>
        brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8) ? ("AVIF", "avifdec IN.avif OUT.png")
        : brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8) || brand.SequenceEqual("mif1"u8)
            || brand.SequenceEqual("msf1"u8) ? ("HEIC", "heif-convert IN.heic OUT.png")
        : null;
}
