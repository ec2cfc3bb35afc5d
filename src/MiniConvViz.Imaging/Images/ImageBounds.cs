namespace MiniConvViz.Imaging;

/// <summary>
/// What a picture's header may ask for, by the size of its file: a header of a few bytes can claim any number of
/// pixels.
/// </summary>
internal static class ImageBounds
{
    /// <summary>Pixels that are decoded however small the file: 32 MiB of RGBA.</summary>
    private const long AlwaysDecoded = 1 << 23;

    /// <summary>
    /// Pixels for each byte of the file. A plain grey JPEG takes a byte for 341 at least: a bit for each block of each
    /// colour.
    /// </summary>
    private const long PixelsPerByte = 512;

    /// <summary>Pixels for each byte from which on a PNG file's rows are counted before they are decoded.</summary>
    private const long PlausiblePerByte = 16;

    /// <summary>Checks a size that a header says.</summary>
    /// <exception cref="UnreadableInputException">It is impossible, or too large.</exception>
    public static void CheckSize(string path, long width, long height)
    {
        if (width < 1 || height < 1 || width > int.MaxValue || height > int.MaxValue
            || width * height > ImageReader.LargestPixelCount)
        {
            throw new UnreadableInputException(
                $"{path}: its header says {width}x{height}, expected at least one and at most "
                + $"{ImageReader.LargestPixelCount} pixels in all; use a smaller picture");
        }
    }

    /// <summary>Checks a possible size against what the file holds, before anything is allocated for it.</summary>
    /// <exception cref="UnreadableInputException">The file cannot hold so many pixels.</exception>
    public static void CheckContent(string path, ArraySegment<byte> file, int width, int height)
    {
        long pixels = (long)width * height;
        if (PngHeader.IsPng(file))
        {
            if (pixels > AlwaysDecoded + (PlausiblePerByte * file.Count) && !PngData.IsWhole(file))
            {
                throw new UnreadableInputException(
                    $"{path}: its header says {width}x{height}, but its {file.Count} bytes hold fewer pixels; "
                    + "it is cut short, or damaged");
            }
        }
        else if (pixels > AlwaysDecoded + (PixelsPerByte * file.Count))
        {
            throw new UnreadableInputException(
                $"{path}: its header says {width}x{height}, but it has {file.Count} bytes; "
                + $"at most {AlwaysDecoded} pixels and {PixelsPerByte} for each byte are decoded");
        }
    }
}
