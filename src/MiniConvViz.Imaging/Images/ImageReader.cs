using System.Buffers;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace MiniConvViz.Imaging;

/// <summary>
/// Reads PNG, JPEG, WebP, BMP, GIF (its first frame), TIFF (its first page), TGA, PBM, PGM and PPM into the pixels of
/// Pillow's <c>convert("RGB")</c>: alpha is dropped and not multiplied in, 16-bit colours keep their high byte (16-bit
/// grey is clipped to 255, as there, unless <see cref="Gray16.Scale"/> is chosen), colour profiles are not applied.
/// </summary>
public static class ImageReader
{
    /// <summary>Pillow's own limit against decompression bombs: twice 1 GiB / 4 / 3 pixels.</summary>
    public const long LargestPixelCount = 178_956_970;

    /// <summary>The headers of almost all images end within that many bytes, metadata included.</summary>
    private const long UsualHeader = 1 << 20;

    private static readonly SKEncodedImageFormat[] Formats =
    [
        SKEncodedImageFormat.Png, SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Webp, SKEncodedImageFormat.Bmp,
        SKEncodedImageFormat.Gif,
    ];

    /// <summary>Reads one image file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="applyExifOrientation">
    /// Whether to rotate the image by its EXIF tag. PyTorch's loaders do not, except for TIFF, which Pillow always
    /// rotates.
    /// </param>
    /// <param name="gray16">How 16-bit grey values become 8-bit values.</param>
    /// <exception cref="UnreadableInputException">
    /// There is no such file, it is not an image, it is damaged or cut short, or it is larger than
    /// <see cref="LargestPixelCount"/>; the size is checked before any pixel is allocated.
    /// </exception>
    public static RgbImage Read(string path, bool applyExifOrientation = false, Gray16 gray16 = Gray16.Clip)
    {
        ArraySegment<byte> file = ReadableFile.Read(path, ifFolder: "is a folder, expected an image file", RentFile);
        try
        {
            return Read(path, file, applyExifOrientation, gray16);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(file.Array!);
        }
    }

    /// <summary>Reads an image that is no file, such as one that was uploaded; the stream is read to its end.</summary>
    /// <param name="stream">The bytes of an image file.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="applyExifOrientation">As for a file.</param>
    /// <param name="gray16">How 16-bit grey values become 8-bit values.</param>
    /// <exception cref="UnreadableInputException">As for a file.</exception>
    public static RgbImage Read(
        Stream stream, string name, bool applyExifOrientation = false, Gray16 gray16 = Gray16.Clip)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using UploadedBytes file = new(name);
        stream.CopyTo(file);
        return Read(name, file.Content, applyExifOrientation, gray16);
    }

    /// <summary>
    /// Reads an image from a stream that can only be read asynchronously, such as the body of a web server's request.
    /// </summary>
    /// <param name="stream">The bytes of an image file, read to their end.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="applyExifOrientation">As for a file.</param>
    /// <param name="gray16">How 16-bit grey values become 8-bit values.</param>
    /// <param name="cancellation">Cancels the reading; decoding is not interrupted.</param>
    /// <exception cref="UnreadableInputException">As for a file.</exception>
    public static async Task<RgbImage> ReadAsync(
        Stream stream,
        string name,
        bool applyExifOrientation = false,
        Gray16 gray16 = Gray16.Clip,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using UploadedBytes file = new(name);
        await stream.CopyToAsync(file, cancellation).ConfigureAwait(false);
        return Read(name, file.Content, applyExifOrientation, gray16);
    }

    /// <summary>Reads an image from the bytes of its file.</summary>
    /// <param name="file">The bytes; they are only read.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="applyExifOrientation">As for a file.</param>
    /// <param name="gray16">How 16-bit grey values become 8-bit values.</param>
    /// <exception cref="UnreadableInputException">As for a file.</exception>
    public static RgbImage Read(
        ReadOnlyMemory<byte> file, string name, bool applyExifOrientation = false, Gray16 gray16 = Gray16.Clip)
    {
        ImageBounds.CheckLength(name, file.Length);
        return Read(name, new ArraySegment<byte>(file.ToArray()), applyExifOrientation, gray16);
    }

    /// <summary>
    /// Bytes that <see cref="Read(string, bool, Gray16)"/> allocates, by the size that the header claims: the
    /// file, four bytes per decoded pixel, three per pixel of the result. 0 where there is no image; TIFF, TGA and PNM,
    /// whose headers may lie anywhere, count as eight times their files.
    /// </summary>
    public static long ReadingBytes(string path)
    {
        if (FileKinds.Of(path) != FileKind.Regular)
        {
            return 0;
        }

        try
        {
            using FileStream stream = File.OpenRead(path);
            Span<byte> start = stackalloc byte[32];
            start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
            if (RasterHeader.IsLikely(start))
            {
                return 8 * stream.Length;
            }

            return HeaderOf(stream) is SKImageInfo header
                ? stream.Length + (7L * header.Width * header.Height)
                : 0;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>
    /// The size that the header claims; null where there is no image. The codec reads from memory: one over a stream
    /// calls back with lengths from the file, and an exception within a native callback ends the process.
    /// </summary>
    private static SKImageInfo? HeaderOf(FileStream stream)
    {
        if (stream.Length is 0 or > ImageBounds.LargestFile)
        {
            return null;
        }

        long[] lengths = [Math.Min(stream.Length, UsualHeader), stream.Length];
        foreach (long length in lengths.Distinct())
        {
            stream.Position = 0;
            using SKData? data = SKData.Create(stream, length);
            using SKCodec? codec = data is null ? null : SKCodec.Create(data);
            if (codec is not null)
            {
                return codec.Info;
            }
        }

        return null;
    }

    private static RgbImage Read(string name, ArraySegment<byte> file, bool applyExifOrientation, Gray16 gray16)
    {
        try
        {
            return Decode(name, file, applyExifOrientation, gray16);
        }
        catch (OutOfMemoryException problem)
        {
            throw new UnreadableInputException($"{name}: there is not enough memory for its pixels", problem);
        }
    }

    private static RgbImage Decode(string path, ArraySegment<byte> file, bool applyExifOrientation, Gray16 gray16)
    {
        if (PngHeader.IsPng(file))
        {
            ImageBounds.CheckSize(path, PngHeader.Width(file), PngHeader.Height(file));
        }

        if (PnmReader.Read(path, file, gray16) is RgbImage anymap)
        {
            return anymap;
        }

        if (RasterHeader.Of(path, file) is RasterHeader raster)
        {
            return RasterReader.Read(path, file, raster, gray16);
        }

        if (ProgressiveJpeg.IsCutShort(file))
        {
            throw new UnreadableInputException($"{path}: the JPEG image is cut short (it has no end marker)");
        }

        PillowPixels pixels = PillowPixels.Prepare(file, gray16);
        GCHandle pinned = GCHandle.Alloc(file.Array, GCHandleType.Pinned);
        try
        {
            using SKData data = SKData.Create(pinned.AddrOfPinnedObject(), file.Count);
            using SKCodec codec = SKCodec.Create(data) ?? throw NotAnImage(path, file);
            Check(path, file, codec, pixels);
            (byte[] rgb, int clipped) = new ImageDecoder(path, codec).Decode(pixels);
            RgbImage image = new(codec.Info.Width, codec.Info.Height, rgb) { ClippedPixels = clipped };
            int orientation = PngHeader.IsPng(file) ? PngOrientation.Of(file) : (int)codec.EncodedOrigin;
            return applyExifOrientation ? ExifOrientation.Upright(image, orientation) : image;
        }
        finally
        {
            pinned.Free();
        }
    }

    /// <summary>The file's bytes in a rented array.</summary>
    private static ArraySegment<byte> RentFile(string path)
    {
        using FileStream stream = File.OpenRead(path);
        ImageBounds.CheckLength(path, stream.Length);
        int length = (int)stream.Length;
        byte[] file = ArrayPool<byte>.Shared.Rent(length);
        stream.ReadExactly(file, 0, length);
        return new ArraySegment<byte>(file, 0, length);
    }

    private static void Check(string path, ArraySegment<byte> file, SKCodec codec, PillowPixels pixels)
    {
        if (!Formats.Contains(codec.EncodedFormat))
        {
            throw NotAnImage(path, file);
        }

        ImageBounds.CheckSize(path, codec.Info.Width, codec.Info.Height);
        ImageBounds.CheckContent(path, file, codec, pixels.Frame);
        ImageMemory.Check(path, codec.Info);
    }

    private static UnreadableInputException NotAnImage(string path, ReadOnlySpan<byte> file) => new(
        UnreadFormats.Of(file) is (string name, string remedy)
            ? $"{path}: is a {name} image, which is not supported; make a PNG of it first: {remedy}"
            : $"{path}: is not a PNG, JPEG, WebP, BMP, GIF, TIFF, TGA or PNM image, or its beginning is damaged");
}
