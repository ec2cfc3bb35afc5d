using System.Buffers.Binary;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace MiniConvViz.Imaging;

/// <summary>
/// Reads PNG, JPEG, WebP, BMP and GIF (its first frame) into the pixels that Pillow's <c>convert("RGB")</c> gives: alpha
/// is dropped and not multiplied in, 16-bit samples keep their high byte, colour profiles are not applied.
/// </summary>
public static class ImageReader
{
    /// <summary>Pillow's own limit against decompression bombs: twice 1 GiB / 4 / 3 pixels.</summary>
    public const long LargestPixelCount = 178_956_970;

    private const long LargestFile = 1L << 30;

    private static readonly SKEncodedImageFormat[] Formats =
    [
        SKEncodedImageFormat.Png, SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Webp, SKEncodedImageFormat.Bmp,
        SKEncodedImageFormat.Gif,
    ];

    /// <summary>Reads one image file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="applyExifOrientation">Turn the picture upright as its EXIF tag says. PyTorch's loaders do not.</param>
    /// <exception cref="UnreadableInputException">
    /// There is no such file, it is not an image, it is damaged or cut short, or it is larger than
    /// <see cref="LargestPixelCount"/>; the size is checked before any pixel is allocated.
    /// </exception>
    public static RgbImage Read(string path, bool applyExifOrientation = false)
    {
        byte[] file = ReadFile(path);
        if (file.Length == 0)
        {
            throw new UnreadableInputException($"{path}: is empty (0 bytes), expected an image");
        }

        CheckPngHeader(path, file);
        GCHandle pinned = GCHandle.Alloc(file, GCHandleType.Pinned);
        try
        {
            using SKData data = SKData.Create(pinned.AddrOfPinnedObject(), file.Length);
            using SKCodec codec = SKCodec.Create(data)
                ?? throw new UnreadableInputException(
                    $"{path}: is not a PNG, JPEG, WebP, BMP or GIF image, or its beginning is damaged");
            return Decode(path, codec, applyExifOrientation);
        }
        finally
        {
            pinned.Free();
        }
    }

    private static byte[] ReadFile(string path)
    {
        if (Directory.Exists(path))
        {
            throw new UnreadableInputException($"{path}: is a folder, expected an image file");
        }

        try
        {
            using FileStream stream = File.OpenRead(path);
            if (stream.Length > LargestFile)
            {
                throw new UnreadableInputException($"{path}: {stream.Length:N0} bytes is too long for an image, at most {LargestFile:N0}");
            }

            byte[] file = new byte[stream.Length];
            stream.ReadExactly(file);
            return file;
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UnreadableInputException($"{path}: no such file", problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UnreadableInputException($"{path}: cannot be read: {problem.Message}", problem);
        }
    }

    /// <summary>A PNG's size stands at fixed places in its first 24 bytes, so a bomb is refused before a decoder sees it.</summary>
    private static void CheckPngHeader(string path, ReadOnlySpan<byte> file)
    {
        if (file.Length >= 24 && file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']))
        {
            CheckSize(path, BinaryPrimitives.ReadUInt32BigEndian(file[16..]), BinaryPrimitives.ReadUInt32BigEndian(file[20..]));
        }
    }

    private static void CheckSize(string path, long width, long height)
    {
        if (width < 1 || height < 1 || width > int.MaxValue || height > int.MaxValue || width * height > LargestPixelCount)
        {
            throw new UnreadableInputException(
                $"{path}: says it is {width}x{height} pixels; expected at least 1x1 and at most {LargestPixelCount:N0} pixels");
        }
    }

    private static RgbImage Decode(string path, SKCodec codec, bool applyExifOrientation)
    {
        if (!Formats.Contains(codec.EncodedFormat))
        {
            throw new UnreadableInputException($"{path}: is not a PNG, JPEG, WebP, BMP or GIF image");
        }

        int width = codec.Info.Width, height = codec.Info.Height;
        CheckSize(path, width, height);

        // No colour space in the destination: the stored numbers come out as they are. Unpremul: so does hidden colour.
        SKImageInfo wanted = new(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul, null);
        byte[] rgba = GC.AllocateUninitializedArray<byte>(wanted.BytesSize, pinned: true);
        SKCodecResult result = codec.GetPixels(wanted, Marshal.UnsafeAddrOfPinnedArrayElement(rgba, 0));
        if (result != SKCodecResult.Success)
        {
            string what = result == SKCodecResult.IncompleteInput ? "is cut short" : "is damaged";
            throw new UnreadableInputException($"{path}: the {codec.EncodedFormat.ToString().ToUpperInvariant()} image {what} ({result})");
        }

        byte[] rgb = GC.AllocateUninitializedArray<byte>(3 * width * height);
        PixelBytes.DropAlpha(rgba, rgb);
        RgbImage image = new(width, height, rgb);
        return applyExifOrientation ? ExifOrientation.Upright(image, (int)codec.EncodedOrigin) : image;
    }
}
