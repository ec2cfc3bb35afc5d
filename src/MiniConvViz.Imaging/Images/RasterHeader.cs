namespace MiniConvViz.Imaging;

/// <summary>
/// What the header of a TIFF or TGA file says. It is read here before ImageSharp sees the file: sizes are checked
/// before anything is allocated, a file that is cut short is refused, and what ImageSharp would decode to other pixels
/// than Pillow is refused by its name.
/// </summary>
/// <param name="Format"><c>TIFF</c> or <c>TGA</c>.</param>
/// <param name="Width">Pixels per row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Pixels">What a pixel is made of.</param>
/// <param name="IsInverted">Whether ImageSharp's black is white.</param>
/// <param name="Orientation">EXIF's number; 1 where the file is upright.</param>
/// <param name="HasMorePages">Whether the file holds further pictures.</param>
internal readonly record struct RasterHeader(
    string Format, int Width, int Height, RasterPixels Pixels,
    bool IsInverted = false, int Orientation = 1, bool HasMorePages = false)
{
    /// <summary>The header of a file, or null where it is of another format.</summary>
    /// <param name="path">What messages call the file.</param>
    /// <param name="file">
    /// Its bytes; a few of a TIFF's are changed, so that ImageSharp leaves its colours alone.
    /// </param>
    /// <exception cref="UnreadableInputException">It is damaged, cut short, or of a kind that is not read.</exception>
    public static RasterHeader? Of(string path, ArraySegment<byte> file) =>
        TiffHeader.Read(path, file) ?? TgaHeader.Read(path, file);

    /// <summary>Whether a file begins as one of the formats.</summary>
    public static bool IsLikely(ReadOnlySpan<byte> start) =>
        TiffDirectory.IsTiff(start) || PnmReader.IsPnm(start) || TgaHeader.IsTga(start);

    /// <summary>Refuses a file of a kind that is not read.</summary>
    public static UnreadableInputException NotRead(string path, string what, string extension) => new(
        $"{path}: {what} is not read; make a PNG of it first: magick IN.{extension} OUT.png");

    /// <summary>Refuses a file whose pixels end too early.</summary>
    public static UnreadableInputException CutShort(string path, string format, long width, long height) => new(
        $"{path}: the {format} image is cut short: its bytes are fewer than {width}x{height} pixels need");

    /// <summary>Refuses a file that breaks its format's rules.</summary>
    public static UnreadableInputException Damaged(string path, string format, string why) =>
        new($"{path}: the {format} image is damaged ({why})");
}
