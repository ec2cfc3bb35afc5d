namespace MiniConvViz.Imaging;

/// <summary>A picture in the report's folder.</summary>
/// <param name="Title">Its title, such as <c>feature maps</c> or <c>filters</c>.</param>
/// <param name="File">Its file name, without a folder.</param>
/// <param name="Width">Pixels per row.</param>
/// <param name="Height">Rows.</param>
public sealed record ReportPicture(string Title, string File, int Width, int Height);
