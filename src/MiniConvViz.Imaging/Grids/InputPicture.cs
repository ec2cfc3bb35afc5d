namespace MiniConvViz.Imaging;

/// <summary>Draws the preprocessed image: resized and cropped, before its values are normalised.</summary>
public static class InputPicture
{
    private const int SmallestSide = 320;

    /// <summary>Draws one preprocessed image; a small one is enlarged by a whole number.</summary>
    /// <param name="name">The title, such as <c>input</c>.</param>
    /// <param name="picture">From <see cref="PreprocessedImages.Pictures"/>.</param>
    /// <param name="source">Its origin, such as the file's name.</param>
    /// <param name="facts">Short facts for the heading, such as how it was preprocessed.</param>
    public static Picture Draw(string name, RgbImage picture, string source, params IReadOnlyList<string> facts)
    {
        ArgumentNullException.ThrowIfNull(picture);
        Heading heading = new()
        {
            Title = name,
            Subtitle = source,
            Facts = [$"{picture.Height} × {picture.Width} pixels (height × width)", .. facts],
        };

        int scale = Math.Max(1, SmallestSide / Math.Max(picture.Width, picture.Height));
        using TextMeasure measure = new();
        int width = Math.Max(picture.Width * scale, heading.PreferredWidth(measure));
        int headingHeight = heading.Height(measure, width);
        FigureValidation.CheckSize(name, width, headingHeight + (picture.Height * scale));
        using Canvas canvas = new(
            width + (2 * Heading.Margin), headingHeight + 16 + (picture.Height * scale) + (2 * Heading.Margin));
        heading.Draw(canvas, measure, Heading.Margin, Heading.Margin, width);

        int top = Heading.Margin + headingHeight + 16;
        for (int y = 0; y < picture.Height; y++)
        {
            for (int x = 0; x < picture.Width; x++)
            {
                ReadOnlySpan<byte> rgb = picture.Pixels.AsSpan(3 * ((y * picture.Width) + x), 3);
                Rgb color = new(rgb[0], rgb[1], rgb[2]);
                canvas.Fill(Heading.Margin + (x * scale), top + (y * scale), scale, scale, color);
            }
        }

        return canvas.ToPicture();
    }
}
