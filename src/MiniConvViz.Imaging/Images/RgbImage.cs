namespace MiniConvViz.Imaging;

/// <summary>Decoded pixels: 8-bit red, green, blue, row by row from the top left, without gaps.</summary>
public sealed class RgbImage
{
    /// <summary>Wraps pixels without copying them.</summary>
    /// <param name="width">Pixels per row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="pixels">height * width * 3 bytes.</param>
    /// <exception cref="ArgumentException">The number of bytes is not height * width * 3.</exception>
    public RgbImage(int width, int height, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (pixels.LongLength != 3L * width * height)
        {
            throw new ArgumentException(
                $"{width}x{height} pixels need {3L * width * height} bytes, got {pixels.Length}.", nameof(pixels));
        }

        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>Pixels per row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>height * width * 3 bytes: R, G, B, R, G, B, ...</summary>
    public byte[] Pixels { get; }

    /// <summary>Pixels of a 16-bit grey file that were above 255 and became 255 (<see cref="Gray16.Clip"/>).</summary>
    public int ClippedPixels { get; init; }

    /// <summary>Whether the file contains further pages, which were not read (TIFF).</summary>
    public bool IsFirstOfSeveral { get; init; }

    /// <summary>An image whose three colours are all the given grey values, one byte per pixel.</summary>
    public static RgbImage FromGray(int width, int height, ReadOnlySpan<byte> gray)
    {
        byte[] pixels = new byte[checked(3 * gray.Length)];
        for (int i = 0; i < gray.Length; i++)
        {
            pixels.AsSpan(3 * i, 3).Fill(gray[i]);
        }

        return new RgbImage(width, height, pixels);
    }

    /// <summary>
    /// One grey byte per pixel, exactly as Pillow's <c>convert("L")</c>:
    /// <c>L = (19595 R + 38470 G + 7471 B + 32768) >> 16</c>.
    /// </summary>
    public byte[] ToGray()
    {
        byte[] gray = new byte[Width * Height];
        for (int i = 0; i < gray.Length; i++)
        {
            ReadOnlySpan<byte> rgb = Pixels.AsSpan(3 * i, 3);
            gray[i] = (byte)(((rgb[0] * 19595) + (rgb[1] * 38470) + (rgb[2] * 7471) + 0x8000) >> 16);
        }

        return gray;
    }
}
