namespace MiniConvViz.Imaging;

/// <summary>Draws the preprocessed image: resized and cropped, before its values are normalised.</summary>
public static class InputPicture
{
    private const int SmallestSide = 320;

    /// <summary>Draws one preprocessed image; a small one is enlarged by a whole number.</summary>
    /// <param name="name">The title, such as <c>input</c>.</param>
    /// <param name="image">From <see cref="PreprocessedImages.Images"/>.</param>
    /// <param name="source">Its origin, such as the file's name.</param>
    /// <param name="facts">Short facts for the heading, such as how it was preprocessed.</param>
    public static Picture Draw(string name, RgbImage image, string source, params IReadOnlyList<string> facts) =>
        Draw(name, image, GridOptions.Default, source, facts);

    /// <summary>
    /// The same with <see cref="GridOptions.Scale"/> and, for <see cref="GridOptions.IsBare"/>, without a heading.
    /// </summary>
    /// <inheritdoc cref="Draw(string, RgbImage, string, IReadOnlyList{string})"/>
    public static Picture Draw(
        string name, RgbImage image, GridOptions options, string source, params IReadOnlyList<string> facts)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(options);
        int scale = options.Scale ?? Math.Max(1, SmallestSide / Math.Max(image.Width, image.Height));
        FigureValidation.CheckSize(name, (long)image.Width * scale, (long)image.Height * scale);
        if (options.IsBare)
        {
            using Canvas bare = new(image.Width * scale, image.Height * scale, isFramed: false);
            DrawPixels(bare, image, scale, left: 0, top: 0);
            return bare.ToPicture();
        }

        Heading heading = new()
        {
            Title = name,
            Subtitle = source,
            Facts = [$"{image.Height} × {image.Width} pixels (height × width)", .. facts],
        };

        using TextMeasure measure = new();
        int width = Math.Max(image.Width * scale, heading.PreferredWidth(measure));
        int headingHeight = heading.Height(measure, width);
        FigureValidation.CheckSize(name, width, headingHeight + (image.Height * scale));
        using Canvas canvas = new(
            width + (2 * Heading.Margin), headingHeight + 16 + (image.Height * scale) + (2 * Heading.Margin));
        heading.Draw(canvas, measure, Heading.Margin, Heading.Margin, width);

        DrawPixels(canvas, image, scale, Heading.Margin, Heading.Margin + headingHeight + 16);
        return canvas.ToPicture();
    }

    private static void DrawPixels(Canvas canvas, RgbImage image, int scale, int left, int top)
    {
        for (int y = 0; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++)
            {
                ReadOnlySpan<byte> rgb = image.Pixels.AsSpan(3 * ((y * image.Width) + x), 3);
                Rgb color = new(rgb[0], rgb[1], rgb[2]);
                canvas.Fill(left + (x * scale), top + (y * scale), scale, scale, color);
            }
        }
    }
}
