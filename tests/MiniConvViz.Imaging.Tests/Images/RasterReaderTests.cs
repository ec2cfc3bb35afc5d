using MiniConvViz.Tests;

namespace MiniConvViz.Imaging.Tests;

/// <summary>TIFF, TGA and PNM have Pillow's pixels; unsupported kinds are named.</summary>
public sealed class RasterReaderTests
{
    private static IEnumerable<ImageGolden> Decode =>
        ImageGoldens.Of("decode", "rasters").Where(golden => golden.File != "gray-alpha.tif");

    private static IEnumerable<ImageGolden> Stored => ImageGoldens.Of("stored", "rasters");

    [TestCaseSource(nameof(Decode))]
    public void Read_EveryKind_GivesPillowsPixels(ImageGolden golden) =>
        golden.AssertBytes(ImageReader.Read(golden.Path).Pixels);

    /// <summary>Clipping is counted, and scaling keeps the high byte.</summary>
    [TestCaseSource(nameof(Stored))]
    public void Read_Gray16_ClipsOrScales(ImageGolden golden)
    {
        RgbImage clipped = ImageReader.Read(golden.Path), scaled = ImageReader.Read(golden.Path, gray16: Gray16.Scale);

        Assert.That(clipped.ClippedPixels, Is.EqualTo(golden.Expected.Count(value => value > 255)).And.Positive);
        Assert.That(scaled.ClippedPixels, Is.Zero);
        Assert.That(
            scaled.Pixels.Chunk(3).Select(pixel => (int)pixel[1]),
            Is.EqualTo(golden.Expected.Select(value => (int)value >> 8)));
    }

    [TestCase("pages.tif", true)]
    [TestCase("rgb.tif", false)]
    public void Read_Pages_AreReportedToBeMore(string file, bool isFirst) => Assert.That(
        ImageReader.Read(RepositoryFiles.Golden("rasters", file)).IsFirstOfSeveral, Is.EqualTo(isFirst));

    [TestCase("gray-alpha.tif", "a grey TIFF image with transparency is not read")]
    public void Read_KindThatIsNotRead_IsNamedWithARemedy(string file, string problem)
    {
        string path = RepositoryFiles.Golden("rasters", file);
        Assert.That(
            () => ImageReader.Read(path),
            Throws.TypeOf<UnreadableInputException>().With.Message.EqualTo(
                $"{path}: {problem}; make a PNG of it first: magick IN.tif OUT.png"));
    }

    [TestCase(259, 7, "a TIFF image compressed as JPEG")]
    [TestCase(259, 34712, "a TIFF image of compression 34712")]
    [TestCase(262, 6, "a TIFF image of colour space 6")]
    [TestCase(262, 8, "a TIFF image of colour space 8")]
    [TestCase(277, 5, "a TIFF image of 5 samples for each pixel")]
    [TestCase(262, 3, "a TIFF image of 3 samples of 8 bits in colour space 3")]
    [TestCase(284, 3, "a TIFF image of an unknown arrangement")]
    public void Read_TiffOfAnotherKind_IsNamed(int tag, int value, string what)
    {
        byte[] file = File.ReadAllBytes(RepositoryFiles.Golden("rasters", "rgb-strips.tif"));
        new TiffDirectory(file).Replace(tag, (ushort)value);

        Assert.That(
            () => Read(file),
            Throws.TypeOf<UnreadableInputException>().With.Message.EqualTo(
                $"image: {what} is not read; make a PNG of it first: magick IN.tif OUT.png"));
    }

    [Test]
    public void Read_BigTiff_IsNamed() => Assert.That(
        () => Read([.. "II+\0"u8, .. new byte[60]]),
        Throws.TypeOf<UnreadableInputException>().With.Message.StartsWith("image: a BigTIFF image is not read;"));

    /// <summary>TGA has no signature: a file whose first bytes are not plausible is no TGA.</summary>
    [Test]
    public void Read_BytesThatAreNoTga_AreNoImage()
    {
        byte[] file = File.ReadAllBytes(RepositoryFiles.Golden("rasters", "rgb.tga"));
        Assert.That(Read(file).Width, Is.EqualTo(23));
        foreach ((int at, byte value) in ((int, byte)[])[(1, 2), (2, 7), (12, 0), (16, 13), (17, 0xC0)])
        {
            byte[] other = [.. file];
            other[at] = value;
            Assert.That(
                () => Read(other),
                Throws.TypeOf<UnreadableInputException>().With.Message.Contains("is not a PNG"), $"byte {at}");
        }
    }

    [Test]
    public void Read_PnmOfManyComments_IsRead()
    {
        byte[] file = [.. "P5 #a\n#b\n 2 #c\n\t1 #d 9\n255\n"u8, 7, 9];
        Assert.That(Read(file).Pixels, Is.EqualTo((byte[])[7, 7, 7, 9, 9, 9]));
    }

    [Test]
    public void ReadingBytes_OfABitmapWithNegativeLengths_IsNone() => Assert.That(
        ImageReader.ReadingBytes(RepositoryFiles.Golden("findings", "picture/bitmap-with-negative-lengths.bmp")),
        Is.Zero);

    [Test]
    public void ReadingBytes_CountsEightTimesTheFile()
    {
        string path = RepositoryFiles.Golden("rasters", "rgb.tga");
        Assert.That(ImageReader.ReadingBytes(path), Is.EqualTo(8 * new FileInfo(path).Length));
    }

    private static RgbImage Read(byte[] file)
    {
        using MemoryStream stream = new(file);
        return ImageReader.Read(stream, "image");
    }
}
