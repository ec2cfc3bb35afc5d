using MiniConvViz.Imaging;

namespace MiniConvViz.Cli;

/// <summary>
/// Decodes an image: <see cref="ImageReader.Read(string, bool, Gray16)"/>, here or in another process.
/// </summary>
/// <exception cref="UnreadableInputException">It cannot be read.</exception>
internal delegate RgbImage ReadImage(string path, bool applyExifOrientation, Gray16 gray16);
