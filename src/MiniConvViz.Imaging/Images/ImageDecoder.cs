using System.Buffers;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace MiniConvViz.Imaging;

/// <summary>
/// Decodes with Skia, into memory of our own, all pixels as R, G, B. A JPEG image is decoded a megabyte of rows at a
/// time, so that only its result is allocated, and for a file that is cut short only the rows that it has.
/// </summary>
/// <param name="path">The file, for messages.</param>
/// <param name="codec">Its decoder.</param>
internal sealed class ImageDecoder(string path, SKCodec codec)
{
    /// <summary>The most bytes of pixels whose memory is kept for the next image.</summary>
    private const int LargestRented = 1 << 27;

    private const int StripeBytes = 1 << 20;
    private const float Thumbnail = 1 / 64f;

    /// <summary>
    /// No colour space, and not premultiplied: the stored values are returned unchanged, also where alpha is 0.
    /// </summary>
    private readonly SKImageInfo _wanted = Rgba(codec.Info.Size);

    /// <summary>All pixels, and the number of clipped pixels.</summary>
    /// <exception cref="UnreadableInputException">The image is damaged or cut short.</exception>
    public (byte[] Rgb, int Clipped) Decode(PillowPixels pixels) =>
        codec.EncodedFormat == SKEncodedImageFormat.Jpeg ? (DecodeRows(), 0) : DecodeWhole(pixels);

    /// <summary>
    /// Whether the file contains the whole image: it is decoded and not kept, as a thumbnail where the decoder does not
    /// work row by row. The decoder can be used again afterwards.
    /// </summary>
    public bool IsWhole()
    {
        if (codec.EncodedFormat == SKEncodedImageFormat.Jpeg)
        {
            return codec.StartScanlineDecode(_wanted) == SKCodecResult.Success
                && EachStripe((_, _) => { }) == _wanted.Height;
        }

        SKImageInfo small = Rgba(codec.GetScaledDimensions(Thumbnail));
        return WithMemory(small.BytesSize, (_, start) => codec.GetPixels(small, start) == SKCodecResult.Success);
    }

    private byte[] DecodeRows()
    {
        SKCodecResult result = codec.StartScanlineDecode(_wanted);
        if (result != SKCodecResult.Success)
        {
            throw Damaged(result);
        }

        byte[] rgb = GC.AllocateUninitializedArray<byte>(3 * _wanted.Width * _wanted.Height);
        int decoded = EachStripe((rgba, y) =>
            PixelBytes.DropAlpha(rgba, rgb.AsSpan(3 * _wanted.Width * y, rgba.Length / 4 * 3)));
        return decoded == _wanted.Height
            ? rgb
            : throw new UnreadableInputException(
                $"{path}: the JPEG image is cut short, or damaged: it has {decoded} of {_wanted.Height} rows");
    }

    /// <summary>Decodes whole stripes, one after the other into the same memory.</summary>
    /// <param name="use">Called with a stripe's pixels and its first row.</param>
    /// <returns>The number of rows in the file.</returns>
    private int EachStripe(Action<ReadOnlySpan<byte>, int> use)
    {
        int together = Math.Clamp(StripeBytes / _wanted.RowBytes, 1, _wanted.Height);
        return WithMemory(together * _wanted.RowBytes, (rgba, start) =>
        {
            for (int y = 0; y < _wanted.Height; y += together)
            {
                int rows = Math.Min(together, _wanted.Height - y);
                int decoded = codec.GetScanlines(start, rows, _wanted.RowBytes);
                if (decoded < rows)
                {
                    return y + decoded;
                }

                use(rgba[..(rows * _wanted.RowBytes)], y);
            }

            return _wanted.Height;
        });
    }

    private (byte[] Rgb, int Clipped) DecodeWhole(PillowPixels pixels) => WithMemory(_wanted.BytesSize, (rgba, start) =>
    {
        SKCodecResult result = codec.GetPixels(_wanted, start);
        if (result != SKCodecResult.Success)
        {
            throw Damaged(result);
        }

        int clipped = pixels.Finish(rgba, _wanted.Width, _wanted.Height);
        byte[] rgb = GC.AllocateUninitializedArray<byte>(rgba.Length / 4 * 3);
        PixelBytes.DropAlpha(rgba, rgb);
        return (rgb, clipped);
    });

    private static SKImageInfo Rgba(SKSizeI size) =>
        new(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, null);

    private delegate T Use<T>(Span<byte> bytes, nint start);

    private static T WithMemory<T>(int bytes, Use<T> use)
    {
        bool isRented = bytes <= LargestRented;
        byte[] memory = isRented ? ArrayPool<byte>.Shared.Rent(bytes) : GC.AllocateUninitializedArray<byte>(bytes);
        GCHandle pinned = GCHandle.Alloc(memory, GCHandleType.Pinned);
        try
        {
            return use(memory.AsSpan(0, bytes), pinned.AddrOfPinnedObject());
        }
        finally
        {
            pinned.Free();
            if (isRented)
            {
                ArrayPool<byte>.Shared.Return(memory);
            }
        }
    }

    private UnreadableInputException Damaged(SKCodecResult result)
    {
        string what = result == SKCodecResult.IncompleteInput ? "is cut short" : "is damaged";
        return new UnreadableInputException(
            $"{path}: the {codec.EncodedFormat.ToString().ToUpperInvariant()} image {what} ({result})");
    }
}
