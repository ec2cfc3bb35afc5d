namespace MiniConvViz.Imaging;

/// <summary>
/// Resizing from the nearest pixels only, whatever the factor, as <c>cv2.resize</c> and
/// <c>torch.nn.functional.interpolate</c> do by default. Pillow, and so torchvision, averages instead.
/// <code>source = (target + 1/2) * size / newSize - 1/2</code>
/// </summary>
internal static class PlainResize
{
    /// <summary>Interpolates between the four nearest pixels.</summary>
    public static RgbImage Bilinear(RgbImage image, int width, int height) => Resize(image, width, height, (x, y, c) =>
    {
        (int left, int right, double alongX) = Neighbours(x, image.Width);
        (int top, int bottom, double alongY) = Neighbours(y, image.Height);
        double upper = Mix(At(image, left, top, c), At(image, right, top, c), alongX);
        double lower = Mix(At(image, left, bottom, c), At(image, right, bottom, c), alongX);
        return (byte)Math.Round(Mix(upper, lower, alongY));
    });

    /// <summary>Copies the nearest pixel.</summary>
    public static RgbImage Nearest(RgbImage image, int width, int height) => Resize(image, width, height, (x, y, c) =>
        At(image, Inside((int)Math.Floor(x + 0.5), image.Width), Inside((int)Math.Floor(y + 0.5), image.Height), c));

    private static RgbImage Resize(RgbImage image, int width, int height, Func<double, double, int, byte> sample)
    {
        byte[] pixels = new byte[checked(3 * width * height)];
        for (int y = 0; y < height; y++)
        {
            double sourceY = ((y + 0.5) * image.Height / height) - 0.5;
            for (int x = 0; x < width; x++)
            {
                double sourceX = ((x + 0.5) * image.Width / width) - 0.5;
                for (int c = 0; c < 3; c++)
                {
                    pixels[(((y * width) + x) * 3) + c] = sample(sourceX, sourceY, c);
                }
            }
        }

        return new RgbImage(width, height, pixels);
    }

    private static (int First, int Second, double Part) Neighbours(double place, int size)
    {
        double floor = Math.Floor(place);
        return (Inside((int)floor, size), Inside((int)floor + 1, size), place - floor);
    }

    private static int Inside(int index, int size) => Math.Clamp(index, 0, size - 1);

    private static byte At(RgbImage image, int x, int y, int c) => image.Pixels[(((y * image.Width) + x) * 3) + c];

    private static double Mix(double first, double second, double part) => first + ((second - first) * part);
}
