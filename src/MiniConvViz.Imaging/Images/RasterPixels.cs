namespace MiniConvViz.Imaging;

/// <summary>The pixel formats of TIFF and TGA files, as far as their conversion to 8-bit RGB differs.</summary>
internal enum RasterPixels
{
    /// <summary>At most 8 bits.</summary>
    Bytes,

    /// <summary>16-bit grey (<see cref="Imaging.Gray16"/>).</summary>
    Gray16,

    /// <summary>16-bit red, green and blue, as in every palette, of which Pillow keeps the high byte.</summary>
    Rgb48,

    /// <summary>5 bits for each colour, which Pillow widens by <c>value * 255 / 31</c>, rounded down.</summary>
    FiveBits,

    /// <summary>Cyan, magenta, yellow and black.</summary>
    Cmyk,

    /// <summary>Colours that are already multiplied by their alpha.</summary>
    Premultiplied,
}
