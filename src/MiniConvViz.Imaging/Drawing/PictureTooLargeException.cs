namespace MiniConvViz.Imaging;

/// <summary>A layer has too many values for a picture; the message contains the size of that picture.</summary>
public sealed class PictureTooLargeException(string message) : Exception(PrintableText.Line(message));
