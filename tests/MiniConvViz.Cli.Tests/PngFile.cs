using SkiaSharp;

namespace MiniConvViz.Cli.Tests;

/// <summary>Looks at PNG files as another program would.</summary>
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
