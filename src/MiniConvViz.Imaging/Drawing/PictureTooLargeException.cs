namespace MiniConvViz.Imaging;

/// <summary>A layer has more values than a picture has room for; the message says how large it would be.</summary>
public sealed class PictureTooLargeException(string message) : Exception(PrintableText.Line(message));
