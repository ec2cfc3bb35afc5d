using SkiaSharp;

namespace MiniConvViz.Imaging;

/// <summary>
/// Compares the memory that decoding needs with what is available: where Skia cannot allocate, some of its decoders
/// end the process.
/// </summary>
internal static class ImageMemory
{
    /// <summary>Images with fewer pixels are not checked.</summary>
    private const long AlwaysThere = 4 << 20;

    /// <summary>
    /// The most bytes per pixel that decoders keep: the two-byte coefficients of three colours of a progressive JPEG;
    /// all of an interlaced PNG, at 16 bits; a second copy of the pixels of WebP and GIF.
    /// </summary>
    private const int NativePerPixel = 8;

    /// <summary>Bytes per pixel of the result, and of the decoded pixels that it is made of.</summary>
    private const int ManagedPerPixel = 7;

    /// <summary>Checks that there is enough.</summary>
    /// <exception cref="UnreadableInputException">There is not enough.</exception>
    public static void Check(string path, SKImageInfo info)
    {
        long pixels = (long)info.Width * info.Height;
        long native = NativePerPixel * pixels;
        if (native > AlwaysThere
            && !(MemoryRoom.Has(native + (ManagedPerPixel * pixels)) && MemoryRoom.HasNative(native)))
        {
            throw new UnreadableInputException($"{path}: there is not enough memory for its pixels");
        }
    }
}
