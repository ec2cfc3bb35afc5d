namespace MiniConvViz.Imaging;

/// <summary>
/// Corrects differences between Pillow and Skia: the file is changed in memory before Skia decodes it, and the pixels
/// afterwards.
/// </summary>
/// <param name="IsWideGray">Whether the file is a 16-bit grey PNG (<see cref="WidePng"/>).</param>
/// <param name="Gray16">How its values become 8-bit values.</param>
/// <param name="Frame">A GIF's first frame.</param>
/// <param name="GreenBits">The bits of green of a 16-bit BMP (<see cref="NarrowBmp"/>).</param>
internal readonly record struct PillowPixels(bool IsWideGray, Gray16 Gray16, GifFrame? Frame, int? GreenBits)
{
    /// <summary>Changes a file's bytes where Skia would otherwise lose information that Pillow keeps.</summary>
    public static PillowPixels Prepare(Span<byte> file, Gray16 gray16) =>
        new(WidePng.Disguise(file), gray16, GifFrame.Reveal(file), NarrowBmp.GreenBits(file));

    /// <summary>Changes Skia's pixels into Pillow's; RGBA, of which alpha is dropped next.</summary>
    /// <returns>The number of pixels that were clipped to white.</returns>
    public int Finish(Span<byte> rgba, int width, int height)
    {
        Frame?.FillAround(rgba, width, height);
        if (GreenBits is int bits)
        {
            NarrowBmp.Widen(rgba, bits);
        }

        return IsWideGray && Gray16 == Gray16.Clip ? WidePng.ClipToGray(rgba) : 0;
    }
}
