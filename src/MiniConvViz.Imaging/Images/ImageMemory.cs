using SkiaSharp;

namespace MiniConvViz.Imaging;

/// <summary>
/// What decoding takes beside the pixels, held against what there is: where Skia finds no memory for itself, some of
/// its decoders end the process.
/// </summary>
internal static class ImageMemory
{
    /// <summary>Pictures below this are not checked.</summary>
    private const long AlwaysThere = 4 << 20;

    /// <summary>
    /// Bytes per pixel that decoders keep at most: the two-byte coefficients of three colours of a progressive JPEG;
    /// all of an interlaced PNG, at 16 bits; of a WebP or GIF picture the pixels once more.
    /// </summary>
    private const int NativePerPixel = 8;

    /// <summary>The picture's result and what is decoded into it.</summary>
    private const int ManagedPerPixel = 7;

    /// <summary>Checks that there is enough.</summary>
    /// <exception cref="UnreadableInputException">There is not.</exception>
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
