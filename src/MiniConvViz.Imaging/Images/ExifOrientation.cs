namespace MiniConvViz.Imaging;

/// <summary>The eight orientations of a camera, numbered as in EXIF tag 0x0112.</summary>
internal static class ExifOrientation
{
    /// <summary>
    /// Rotates and mirrors a stored image so that it is upright; Pillow's <c>ImageOps.exif_transpose</c>.
    /// </summary>
    /// <param name="image">The pixels as stored.</param>
    /// <param name="orientation">1 (upright) to 8; anything else counts as upright.</param>
    public static RgbImage Upright(RgbImage image, int orientation)
    {
        if (orientation is < 2 or > 8)
        {
            return image;
        }

        bool swapped = orientation >= 5;
        int width = swapped ? image.Height : image.Width;
        int height = swapped ? image.Width : image.Height;
        byte[] pixels = new byte[image.Pixels.Length];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (int fromX, int fromY) = orientation switch
                {
                    2 => (width - 1 - x, y),
                    3 => (width - 1 - x, height - 1 - y),
                    4 => (x, height - 1 - y),
                    5 => (y, x),
                    6 => (y, width - 1 - x),
                    7 => (height - 1 - y, width - 1 - x),
                    _ => (height - 1 - y, x),
                };
                image.Pixels.AsSpan(3 * ((fromY * image.Width) + fromX), 3)
                    .CopyTo(pixels.AsSpan(3 * ((y * width) + x)));
            }
        }

        return new RgbImage(width, height, pixels)
        {
            ClippedPixels = image.ClippedPixels,
            IsFirstOfSeveral = image.IsFirstOfSeveral,
        };
    }
}
