using System.Buffers.Binary;
using System.Runtime.InteropServices;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Tga;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;

namespace MiniConvViz.Imaging;

/// <summary>
/// Decodes TIFF and TGA with ImageSharp, to the pixels of Pillow's <c>convert("RGB")</c>. A TIFF is rotated by its
/// orientation, as Pillow does it while loading.
/// </summary>
internal static class RasterReader
{
    /// <summary>Bytes of a buffer that is always allowed, and those for each pixel of the result.</summary>
    private const long LeastLimit = 32L << 20, BytesPerPixel = 8;

    /// <summary>Decodes a file whose header has been checked.</summary>
    public static RgbImage Read(string path, ArraySegment<byte> file, RasterHeader header, Gray16 gray16)
    {
        ImageBounds.CheckContent(path, file, header.Width, header.Height);
        byte[] rgb;
        int clipped = 0;
        try
        {
            rgb = header.Pixels switch
            {
                RasterPixels.Gray16 => FromGray16(Decode<L16>(file, header), gray16, out clipped),
                RasterPixels.Rgb48 => HighBytes(Decode<Rgb48>(file, header)),
                RasterPixels.FiveBits => Widened(Decode<Rgb24>(file, header)),
                RasterPixels.Cmyk => FromInks(Decode<Rgba32>(file, header)),
                RasterPixels.Premultiplied => Divided(Decode<Rgba32>(file, header)),
                _ => Decode<Rgb24>(file, header),
            };
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            // The decoder is a third party's and gets arbitrary bytes: any exception of it means a damaged file.
            throw new UnreadableInputException(
                $"{path}: the {header.Format} image is damaged ({problem.Message.ReplaceLineEndings(" ")})", problem);
        }

        if (header.IsInverted)
        {
            foreach (ref byte value in rgb.AsSpan())
            {
                value = (byte)~value;
            }
        }

        RgbImage image = new(header.Width, header.Height, rgb)
        {
            ClippedPixels = clipped,
            IsFirstOfSeveral = header.HasMorePages,
        };
        return ExifOrientation.Upright(image, header.Orientation);
    }

    /// <summary>The bytes of all pixels, row by row.</summary>
    private static byte[] Decode<TPixel>(ArraySegment<byte> file, RasterHeader header)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        long limit = Math.Max(LeastLimit, BytesPerPixel * header.Width * header.Height);
        Configuration configuration = new()
        {
            MemoryAllocator = MemoryAllocator.Create(new MemoryAllocatorOptions
            {
                AllocationLimitMegabytes = (int)((limit >> 20) + 1),
                MaximumPoolSizeMegabytes = 0,
            }),
        };
        IImageDecoder decoder = header.Format == "TIFF"
            ? new TiffDecoder { DecodingMode = FrameDecodingMode.First, IgnoreMetadata = true }
            : new TgaDecoder();
        using MemoryStream stream = new(file.Array!, file.Offset, file.Count, writable: false);
        using Image<TPixel> image = Image.Load<TPixel>(configuration, stream, decoder);
        if ((image.Width, image.Height) != (header.Width, header.Height))
        {
            throw new InvalidDataException(
                $"{image.Width}x{image.Height} pixels, expected {header.Width}x{header.Height}");
        }

        byte[] pixels = GC.AllocateUninitializedArray<byte>(
            checked(image.Width * image.Height * Marshal.SizeOf<TPixel>()));
        image.CopyPixelDataTo(pixels);
        return pixels;
    }

    private static byte[] FromGray16(byte[] pixels, Gray16 gray16, out int clipped)
    {
        byte[] rgb = new byte[checked(pixels.Length / 2 * 3)];
        clipped = 0;
        for (int i = 0; i < pixels.Length / 2; i++)
        {
            int value = BinaryPrimitives.ReadUInt16LittleEndian(pixels.AsSpan(2 * i));
            clipped += gray16 == Gray16.Clip && value > byte.MaxValue ? 1 : 0;
            int gray = gray16 == Gray16.Clip ? Math.Min(value, byte.MaxValue) : value >> 8;
            rgb.AsSpan(3 * i, 3).Fill((byte)gray);
        }

        return rgb;
    }

    private static byte[] HighBytes(byte[] pixels)
    {
        byte[] high = new byte[pixels.Length / 2];
        for (int i = 0; i < high.Length; i++)
        {
            high[i] = pixels[(2 * i) + 1];
        }

        return high;
    }

    private static byte[] Widened(byte[] rgb)
    {
        foreach (ref byte value in rgb.AsSpan())
        {
            value = (byte)((value >> 3) * 255 / 31);
        }

        return rgb;
    }

    /// <summary>Pillow's <c>cmyk2rgb</c>: <c>light = 255 - k, color = light - ink * light / 255</c>, rounded.</summary>
    private static byte[] FromInks(byte[] cmyk)
    {
        byte[] rgb = new byte[cmyk.Length / 4 * 3];
        for (int i = 0; i < cmyk.Length / 4; i++)
        {
            int light = byte.MaxValue - cmyk[(4 * i) + 3];
            for (int c = 0; c < 3; c++)
            {
                int product = (cmyk[(4 * i) + c] * light) + 128;
                rgb[(3 * i) + c] = (byte)(light - (((product >> 8) + product) >> 8));
            }
        }

        return rgb;
    }

    /// <summary>Pillow's <c>rgbA2rgba</c>: <c>255 * color / alpha</c>, rounded down and clipped.</summary>
    private static byte[] Divided(byte[] rgba)
    {
        byte[] rgb = new byte[rgba.Length / 4 * 3];
        for (int i = 0; i < rgba.Length / 4; i++)
        {
            int alpha = rgba[(4 * i) + 3];
            for (int c = 0; c < 3; c++)
            {
                int color = rgba[(4 * i) + c];
                rgb[(3 * i) + c] = alpha is 0 or byte.MaxValue
                    ? (byte)color
                    : (byte)Math.Min(byte.MaxValue, byte.MaxValue * color / alpha);
            }
        }

        return rgb;
    }
}
