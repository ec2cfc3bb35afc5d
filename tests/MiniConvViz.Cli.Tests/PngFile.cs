using SkiaSharp;

namespace MiniConvViz.Cli.Tests;

/// <summary>Reads PNG files with a decoder.</summary>
internal static class PngFile
{
    /// <summary>All its pixels can be read, down to the last row.</summary>
    public static void AssertDecodes(string path)
    {
        using SKCodec? codec = SKCodec.Create(path);
        Assert.That(codec, Is.Not.Null, path);
        using SKBitmap bitmap = new(codec!.Info);
        Assert.That(codec.GetPixels(bitmap.Info, bitmap.GetPixels()), Is.EqualTo(SKCodecResult.Success), path);
    }
}
