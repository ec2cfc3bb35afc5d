namespace MiniConvViz.Imaging;

/// <summary>A finished drawing.</summary>
public sealed class Picture
{
    private readonly byte[] _rgba;

    /// <summary>Takes the canvas's pixels, [height, width, 4] bytes.</summary>
    internal Picture(int width, int height, byte[] rgba)
    {
        Width = width;
        Height = height;
        _rgba = rgba;
    }

    /// <summary>Pixels per row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Writes a PNG file, whole or not at all.</summary>
    /// <exception cref="UnreadableInputException">The folder is missing or cannot be written.</exception>
    public void SavePng(string path) => AtomicFile.Write(path, WritePng);

    /// <summary>Writes the bytes of a PNG file.</summary>
    public void WritePng(Stream stream) => PngWriter.Write(stream, Width, Height, _rgba);

    /// <summary>A copy of the pixels.</summary>
    public RgbImage ToImage()
    {
        byte[] rgb = new byte[3 * Width * Height];
        PixelBytes.DropAlpha(_rgba, rgb);
        return new RgbImage(Width, Height, rgb);
    }
}
