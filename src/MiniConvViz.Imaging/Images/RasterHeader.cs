namespace MiniConvViz.Imaging;

/// <summary>
/// The header of a TIFF or TGA file. It is read here before ImageSharp decodes the file: sizes are checked before
/// anything is allocated, a file that is cut short is refused, and kinds of files that ImageSharp decodes to other
/// pixels than Pillow are refused by name.
/// </summary>
/// <param name="Format"><c>TIFF</c> or <c>TGA</c>.</param>
/// <param name="Width">Pixels per row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Pixels">The format of a pixel.</param>
/// <param name="IsInverted">Whether ImageSharp's black is white.</param>
/// <param name="Orientation">EXIF's number; 1 where the image is upright.</param>
/// <param name="HasMorePages">Whether the file contains further images.</param>
internal readonly record struct RasterHeader(
    string Format, int Width, int Height, RasterPixels Pixels,
    bool IsInverted = false, int Orientation = 1, bool HasMorePages = false)
{
    /// <summary>The header of a file, or null where it is of another format.</summary>
    /// <param name="path">The file's name in messages.</param>
    /// <param name="file">
    /// Its bytes; in a TIFF some are changed, so that ImageSharp does not convert its colours.
    /// </param>
    /// <exception cref="UnreadableInputException">It is damaged, cut short, or unsupported.</exception>
    public static RasterHeader? Of(string path, ArraySegment<byte> file) =>
        TiffHeader.Read(path, file) ?? TgaHeader.Read(path, file);

    /// <summary>Whether a file begins as one of the formats.</summary>
    public static bool IsLikely(ReadOnlySpan<byte> start) =>
        TiffDirectory.IsTiff(start) || PnmReader.IsPnm(start) || TgaHeader.IsTga(start);

    /// <summary>Refuses an unsupported kind of file.</summary>
    public static UnreadableInputException NotRead(string path, string what, string extension) => new(
        $"{path}: {what} is not read; make a PNG of it first: magick IN.{extension} OUT.png");

    /// <summary>Refuses a file whose pixels end too early.</summary>
    public static UnreadableInputException CutShort(string path, string format, long width, long height) => new(
        $"{path}: the {format} image is cut short: its bytes are fewer than {width}x{height} pixels need");

    /// <summary>Refuses a file that breaks its format's rules.</summary>
    public static UnreadableInputException Damaged(string path, string format, string why) =>
        new($"{path}: the {format} image is damaged ({why})");
}
