using System.Buffers;
using System.IO.Pipelines;

namespace MiniConvViz.Imaging;

/// <summary>
/// A finished drawing. Dispose it after use where many are drawn, so that the next one reuses its memory; otherwise
/// the garbage collector frees it.
/// </summary>
public sealed class Picture : IDisposable
{
    private byte[]? _rgba;

    /// <summary>Takes the canvas's pixels: [height, width, 4] bytes at the start of a rented array.</summary>
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

    private ReadOnlySpan<byte> Pixels
    {
        get
        {
            ObjectDisposedException.ThrowIf(_rgba is null, this);
            return _rgba.AsSpan(0, 4 * Width * Height);
        }
    }

    /// <summary>Writes a PNG file atomically.</summary>
    /// <exception cref="UnwritableOutputException">The folder is missing or cannot be written.</exception>
    public void SavePng(string path) => AtomicFile.Write(path, WritePng);

    /// <summary>Writes the bytes of a PNG file.</summary>
    public void WritePng(Stream stream) => PngWriter.Write(stream, Width, Height, Pixels);

    /// <summary>The bytes of a PNG file.</summary>
    public byte[] ToPng()
    {
        using MemoryStream png = new();
        WritePng(png);
        return png.ToArray();
    }

    /// <summary>
    /// Writes the bytes of a PNG file to a stream that can only be written asynchronously, such as the body of a web
    /// server's response.
    /// </summary>
    public async Task WritePngAsync(Stream stream, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        await stream.WriteAsync(ToPng(), cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Writes the bytes of a PNG file to a pipe, such as <c>HttpResponse.BodyWriter</c>, and flushes it.
    /// </summary>
    public async Task WritePngAsync(PipeWriter pipe, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pipe);
        await pipe.WriteAsync(ToPng(), cancellation).ConfigureAwait(false);
    }

    /// <summary>A copy of the pixels.</summary>
    public RgbImage ToImage()
    {
        byte[] rgb = new byte[3 * Width * Height];
        PixelBytes.DropAlpha(Pixels, rgb);
        return new RgbImage(Width, Height, rgb);
    }

    /// <summary>Releases the memory; the picture must not be used again.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _rgba, null) is byte[] rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
