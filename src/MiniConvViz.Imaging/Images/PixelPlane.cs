namespace MiniConvViz.Imaging;

/// <summary>Interleaved bytes with their size: 3 per pixel for RGB, 1 for grey.</summary>
internal readonly record struct PixelPlane(byte[] Pixels, int Width, int Height, int Channels)
{
    public PixelPlane Resize(int width, int height) =>
        new(PillowResize.Run(Pixels, Width, Height, Channels, width, height), width, height, Channels);

    public PixelPlane CenterCrop(int width, int height)
    {
        if (width == Width && height == Height)
        {
            return this;
        }

        // torchvision pads first (left and top get the smaller half), then crops at round-half-even of the rest.
        int left = width > Width ? -((width - Width) / 2) : (int)Math.Round((Width - width) / 2.0);
        int top = height > Height ? -((height - Height) / 2) : (int)Math.Round((Height - height) / 2.0);
        byte[] cropped = new byte[checked(width * height * Channels)];
        int firstX = Math.Max(0, -left);
        int bytes = Math.Min(width, Width) * Channels;
        for (int y = Math.Max(0, -top); y < height && y + top < Height; y++)
        {
            Pixels.AsSpan((((y + top) * Width) + Math.Max(0, left)) * Channels, bytes)
                .CopyTo(cropped.AsSpan(((y * width) + firstX) * Channels));
        }

        return new PixelPlane(cropped, width, height, Channels);
    }

    public RgbImage ToImage() =>
        Channels == 3 ? new RgbImage(Width, Height, Pixels) : RgbImage.FromGray(Width, Height, Pixels);
}
