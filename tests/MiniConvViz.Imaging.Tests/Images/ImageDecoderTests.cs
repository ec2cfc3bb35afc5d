using MiniConvViz.Tests;
using SkiaSharp;

namespace MiniConvViz.Imaging.Tests;

/// <summary>Images that are decoded a few rows at a time, and those whose pixels are counted first.</summary>
public sealed class ImageDecoderTests
{
    /// <summary>More than a megabyte of pixels: several stripes, the last of fewer rows.</summary>
    [TestCase(1000, 777)]
    [TestCase(3, 20_000)]
    [TestCase(20_000, 17)]
    public void Read_LargeJpeg_IsWhatSkiaDecodesAtOnce(int width, int height)
    {
        byte[] file = Encode(width, height);
        using SKCodec codec = SKCodec.Create(new SKMemoryStream(file));
        SKImageInfo info = new(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul, null);
        using SKBitmap bitmap = new(info);
        Assert.That(codec.GetPixels(info, bitmap.GetPixels()), Is.EqualTo(SKCodecResult.Success));
        byte[] rgba = bitmap.Bytes;

        RgbImage image = ImageReader.Read(new MemoryStream(file), "large.jpg");

        Assert.That((image.Width, image.Height), Is.EqualTo((width, height)));
        Assert.That(image.Pixels, Is.EqualTo(rgba.Where((_, i) => i % 4 != 3).ToArray()));
    }

    [TestCase(0.3)]
    [TestCase(0.9)]
    public void Read_LargeJpegCutShort_ReportsHowManyRowsItHas(double part)
    {
        byte[] file = Encode(1000, 777);
        Assert.That(
            () => ImageReader.Read(new MemoryStream(file[..(int)(part * file.Length)]), "cut.jpg"),
            Throws.TypeOf<UnreadableInputException>().With.Message.Match(
                @"^cut\.jpg: the JPEG image is cut short, or damaged: it has \d+ of 777 rows$"));
    }

    [Test]
    public void GifData_EveryLength_IsWholeWhereItsPixelsAre()
    {
        byte[] file = File.ReadAllBytes(RepositoryFiles.Golden("images", "gif.gif"));
        GifFrame frame = GifFrame.Reveal(file)!.Value;
        Assert.That(GifData.IsWhole(file, frame));

        int shortest = Enumerable.Range(1, file.Length).First(length => GifData.IsWhole(file.AsSpan(0, length), frame));
        Assert.That(shortest, Is.InRange(file.Length - 8, file.Length), "few bytes follow the pixels");
        for (int length = 0; length < shortest; length += 7)
        {
            Assert.That(GifData.IsWhole(file.AsSpan(0, length), frame), Is.False, $"{length} of {file.Length} bytes");
        }

        Assert.That(GifData.IsWhole(file, frame with { Height = frame.Height + 1 }), Is.False, "a row more");
    }

    [Test]
    public void GifData_DamagedAnywhere_EndsWithAnAnswer()
    {
        byte[] whole = File.ReadAllBytes(RepositoryFiles.Golden("images", "gif.gif"));
        Random random = new(3);
        int isWhole = 0;
        for (int trial = 0; trial < 2000; trial++)
        {
            byte[] file = [.. whole];
            file[random.Next(13, file.Length)] = (byte)random.Next(256);
            isWhole += GifFrame.Reveal(file) is GifFrame frame && GifData.IsWhole(file, frame) ? 1 : 0;
        }

        Assert.That(isWhole, Is.InRange(1, 1999), "some are, some are not");
    }

    private static byte[] Encode(int width, int height)
    {
        using SKBitmap bitmap = new(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        Random random = new(5);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                bitmap.SetPixel(x, y, new SKColor((byte)(x ^ y), (byte)(x * y / 64), (byte)random.Next(256)));
            }
        }

        using SKData data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 85);
        return data.ToArray();
    }
}
