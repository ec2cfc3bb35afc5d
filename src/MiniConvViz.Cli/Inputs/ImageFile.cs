using System.Globalization;
using MiniConvViz.Imaging;

namespace MiniConvViz.Cli;

/// <summary>An image file, and how it is read.</summary>
/// <param name="File">The file.</param>
/// <param name="TurnsUpright">Whether it is rotated by its EXIF orientation.</param>
/// <param name="Gray16">How 16-bit grey values become 8-bit values.</param>
/// <param name="Decoder">The decoder; null for the one of this process.</param>
internal sealed record ImageFile(FileInfo File, bool TurnsUpright, Gray16 Gray16, ReadImage? Decoder)
{
    /// <summary>Reads it; writes a warning to stderr about values and pages that are lost.</summary>
    public RgbImage Read()
    {
        RgbImage image = (Decoder ?? ImageReader.Read)(File.FullName, TurnsUpright, Gray16);
        if (image.ClippedPixels > 0)
        {
            double percent = 100.0 * image.ClippedPixels / image.Width / image.Height;
            Terminal.ErrorLine(
                $"{File.Name}: {percent.ToString("F0", CultureInfo.InvariantCulture)} % of its 16-bit grey values are "
                + "above 255 and turn white, as in Pillow; --gray16 scale keeps their high byte");
        }

        if (image.IsFirstOfSeveral)
        {
            Terminal.ErrorLine($"{File.Name}: has several pages, of which the first is read");
        }

        return image;
    }
}
