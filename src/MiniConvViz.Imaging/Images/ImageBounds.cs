using SkiaSharp;

namespace MiniConvViz.Imaging;

/// <summary>
/// The largest size that an image's header may claim, by the size of its file: a header of a few bytes can claim any
/// number of pixels.
/// </summary>
internal static class ImageBounds
{
    /// <summary>Pixels that are decoded whatever the size of the file: 32 MiB of RGBA.</summary>
    private const long AlwaysDecoded = 1 << 23;

    /// <summary>
    /// The most pixels for each byte of the file. A plain grey JPEG has a byte for at most 341 pixels: a bit for each
    /// block of each colour.
    /// </summary>
    private const long PixelsPerByte = 512;

    /// <summary>From this many pixels for each byte on, the pixels are counted before memory is allocated.</summary>
    private const long PlausiblePerByte = 16;

    /// <summary>The largest file that is read, in bytes.</summary>
    public const long LargestFile = 1L << 30;

    /// <summary>Checks the length of a file.</summary>
    /// <exception cref="UnreadableInputException">It is empty, or too large.</exception>
    public static void CheckLength(string path, long bytes)
    {
        if (bytes is 0 or > LargestFile)
        {
            throw new UnreadableInputException(
                $"{path}: has {bytes} bytes, expected an image of at most {LargestFile} bytes");
        }
    }

    /// <summary>Checks a size that a header claims.</summary>
    /// <exception cref="UnreadableInputException">It is impossible, or too large.</exception>
    public static void CheckSize(string path, long width, long height)
    {
        if (width < 1 || height < 1 || width > int.MaxValue || height > int.MaxValue
            || width * height > ImageReader.LargestPixelCount)
        {
            throw new UnreadableInputException(
                $"{path}: its header says {width}x{height}, expected at least one and at most "
                + $"{ImageReader.LargestPixelCount} pixels in all; use a smaller image");
        }
    }

    /// <summary>Checks a possible size against the file's content, before anything is allocated for it.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="file">Its bytes.</param>
    /// <param name="codec">Its decoder, which is rewound.</param>
    /// <param name="frame">A GIF's first frame.</param>
    /// <exception cref="UnreadableInputException">The file is too short for that number of pixels.</exception>
    public static void CheckContent(string path, ArraySegment<byte> file, SKCodec codec, GifFrame? frame)
    {
        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        long pixels = (long)width * height;
        if (codec.EncodedFormat != SKEncodedImageFormat.Png)
        {
            CheckContent(path, file, width, height);
        }

        bool isPlausible = pixels <= AlwaysDecoded + (PlausiblePerByte * file.Count);
        if (pixels > AlwaysDecoded && !IsWhole(path, file, codec, frame, isPlausible))
        {
            throw new UnreadableInputException(
                $"{path}: its header says {width}x{height}, but its {file.Count} bytes hold fewer pixels; "
                + "it is cut short, or damaged");
        }
    }

    /// <summary>Checks a possible size against the length of the file.</summary>
    /// <exception cref="UnreadableInputException">The file is too short for that number of pixels.</exception>
    public static void CheckContent(string path, ArraySegment<byte> file, int width, int height)
    {
        if ((long)width * height > AlwaysDecoded + (PixelsPerByte * file.Count))
        {
            throw new UnreadableInputException(
                $"{path}: its header says {width}x{height}, but it has {file.Count} bytes; "
                + $"at most {AlwaysDecoded} pixels and {PixelsPerByte} for each byte are decoded");
        }
    }

    /// <summary>Whether all pixels are in the file; BMP needs no check, since its compression is weak.</summary>
    private static bool IsWhole(
        string path, ArraySegment<byte> file, SKCodec codec, GifFrame? frame, bool isPlausible) =>
        codec.EncodedFormat switch
        {
            SKEncodedImageFormat.Gif => frame is GifFrame first && GifData.IsWhole(file, first),
            SKEncodedImageFormat.Png => isPlausible || PngData.IsWhole(file),
            SKEncodedImageFormat.Webp or SKEncodedImageFormat.Jpeg =>
                isPlausible || new ImageDecoder(path, codec).IsWhole(),
            _ => true,
        };
}
