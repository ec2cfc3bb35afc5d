using System.Buffers.Binary;
using MiniConvViz.Tests;

namespace MiniConvViz.Imaging.Tests;

/// <summary>Files that Skia decodes to other pixels than Pillow: GIF, 16-bit BMP, 16-bit grey, rotated PNG.</summary>
public sealed class PillowPixelsTests
{
    private static readonly byte[] Palette = [10, 20, 30, 200, 0, 0, 0, 150, 0, 0, 0, 250];

    [TestCase("gif_transparent.gif", "gif_transparent.expected.png")]
    [TestCase("gif_offset.gif", "gif_offset.expected.png")]
    [TestCase("bmp565.bmp", "bmp565.expected.png")]
    [TestCase("gray16.png", "gray16.expected.png")]
    public void Read_CollectedImage_HasPillowsPixels(string file, string expected) => AssertEqual(
        ImageReader.Read(RepositoryFiles.Shared("cases", "images", file)),
        ImageReader.Read(RepositoryFiles.Shared("cases", "images", expected)));

    [Test]
    public void Read_CollectedPngWithOrientation_StandsUprightAsInPillow() => AssertEqual(
        ImageReader.Read(RepositoryFiles.Shared("cases", "images", "exif6.png"), applyExifOrientation: true),
        ImageReader.Read(RepositoryFiles.Shared("cases", "images", "exif6.upright.expected.png")));

    /// <summary>A frame of two pixels, indices 1 and 2, on a canvas of 4x3.</summary>
    [TestCase(true, false, 2)]
    [TestCase(false, false, 0)]
    [TestCase(true, true, 2)]
    [TestCase(false, true, 0)]
    public void Read_GifFrameOnALargerCanvas_KeepsTheColoursOfTransparentPixels(
        bool isTransparent, bool isLocal, int around)
    {
        RgbImage image = Read(Gif(isTransparent, isLocal));

        byte[] expected = [.. Enumerable.Repeat(ColourOf(around), 12).SelectMany(colour => colour)];
        ColourOf(1).CopyTo(expected, 3 * 5);
        ColourOf(2).CopyTo(expected, 3 * 6);
        Assert.That((image.Width, image.Height), Is.EqualTo((4, 3)));
        Assert.That(image.Pixels, Is.EqualTo(expected));
    }

    [TestCase(5)]
    [TestCase(6)]
    public void Read_BmpOf16Bits_WidensAsPillow(int greenBits)
    {
        RgbImage image = Read(Bmp16(greenBits, out ushort[] stored));

        int greens = (1 << greenBits) - 1;
        byte[] expected =
        [
            .. stored.SelectMany(value => (byte[])
            [
                (byte)((value >> (5 + greenBits)) * 255 / 31),
                (byte)(((value >> 5) & greens) * 255 / greens),
                (byte)((value & 31) * 255 / 31),
            ]),
        ];
        Assert.That(image.Pixels, Is.EqualTo(expected));
    }

    [TestCase("II*\0")]
    [TestCase("MM\0*")]
    public void Read_PngWithEachOrientation_TurnsIt(string byteOrder)
    {
        string file = RepositoryFiles.Golden("images", "rgb.png");
        RgbImage stored = ImageReader.Read(file);
        for (int orientation = 1; orientation <= 8; orientation++)
        {
            byte[] turned = WithOrientation(File.ReadAllBytes(file), byteOrder, orientation);
            using MemoryStream stream = new(turned);
            AssertEqual(
                ImageReader.Read(stream, "turned.png", applyExifOrientation: true),
                ExifOrientation.Upright(stored, orientation));
            AssertEqual(Read(turned), stored);
        }
    }

    [Test]
    public void Read_Gray16_ClipsOrKeepsTheHighByte()
    {
        string file = RepositoryFiles.Golden("images", "gray-16bit.png");
        RgbImage clipped = ImageReader.Read(file), scaled = ImageReader.Read(file, gray16: Gray16.Scale);

        Assert.That(clipped.ClippedPixels, Is.Positive);
        Assert.That(scaled.ClippedPixels, Is.Zero);
        for (int i = 0; i < clipped.Pixels.Length; i++)
        {
            Assert.That(clipped.Pixels[i] == 255 || scaled.Pixels[i] == 0, $"byte {i}: above 255 where it clips");
        }

        Assert.That(scaled.Pixels.Distinct().Count(), Is.GreaterThan(1), "shades of grey");
        Assert.That(clipped.ClippedPixels, Is.EqualTo(scaled.Pixels.Chunk(3).Count(pixel => pixel[0] > 0)));
    }

    [TestCase("\0\0\0 ftypheic", "HEIC", "heif-convert")]
    [TestCase("\0\0\0 ftypmif1", "HEIC", "heif-convert")]
    [TestCase("\0\0\0 ftypavif", "AVIF", "avifdec")]
    [TestCase("\u00ff\n", "JPEG XL", "djxl")]
    [TestCase("\0\0\0\fJXL ", "JPEG XL", "djxl")]
    [TestCase("P7\n", "PAM", "magick")]
    [TestCase("DICM", "DICOM", "or save its pixel array as a .npy tensor")]
    public void Read_FormatThatIsNotRead_IsNamedWithARemedy(string start, string name, string remedy)
    {
        byte[] file = new byte[400];
        for (int i = 0; i < start.Length; i++)
        {
            file[(start == "DICM" ? 128 : 0) + i] = (byte)start[i];
        }

        UnreadableInputException? problem = Assert.Throws<UnreadableInputException>(() => Read(file));
        Assert.That(problem!.Message, Does.StartWith($"image: is a {name} image, which is not supported"));
        Assert.That(problem.Message, Does.Contain(remedy));
    }

    [Test]
    public void Read_StreamOfNothing_IsRefused() => Assert.That(
        () => Read([]), Throws.TypeOf<UnreadableInputException>().With.Message.StartsWith("image: has 0 bytes"));

    private static byte[] ColourOf(int index) => Palette[(3 * index)..(3 * (index + 1))];

    private static RgbImage Read(byte[] file)
    {
        using MemoryStream stream = new(file);
        return ImageReader.Read(stream, "image");
    }

    private static byte[] Gif(bool isTransparent, bool isLocal)
    {
        byte palette = 0x81; // a palette of four colours
        byte[] control = [0x21, 0xF9, 4, isTransparent ? (byte)1 : (byte)0, 0, 0, 2, 0];

        // Codes of three bits, the lowest first: clear (4), 1, 2, end (5).
        byte[] rows = [2, 2, 0x8C, 0x0A, 0];
        byte[] frame = [0x2C, 1, 0, 1, 0, 2, 0, 1, 0, isLocal ? palette : (byte)0];
        byte[] globalPalette = isLocal ? new byte[12] : Palette;
        byte[] localPalette = isLocal ? Palette : [];
        return
        [
            .. "GIF89a"u8, 4, 0, 3, 0, palette, 0, 0, .. globalPalette,
            .. control, .. frame, .. localPalette, .. rows, 0x3B,
        ];
    }

    /// <summary>One row with every value of each colour; 64 pixels.</summary>
    private static byte[] Bmp16(int greenBits, out ushort[] stored)
    {
        stored =
        [
            .. Enumerable.Range(0, 64).Select(i => (ushort)(
                ((i % 32) << (5 + greenBits)) | ((i % (1 << greenBits)) << 5) | ((63 - i) % 32))),
        ];
        byte[] file = new byte[66 + 128];
        "BM"u8.CopyTo(file);
        (int At, uint Number)[] numbers =
        [
            (2, (uint)file.Length), (10, 66), (14, 40), (18, 64), (22, 1), (30, 3), (34, 128),
            (54, 31u << (5 + greenBits)), (58, ((1u << greenBits) - 1) << 5), (62, 31),
        ];
        foreach ((int at, uint number) in numbers)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), number);
        }

        (file[26], file[28]) = (1, 16); // planes, bits
        for (int i = 0; i < stored.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(66 + (2 * i)), stored[i]);
        }

        return file;
    }

    /// <summary>The file with a chunk eXIf after its header: one tag, the orientation.</summary>
    private static byte[] WithOrientation(byte[] png, string byteOrder, int orientation)
    {
        byte[] tags = byteOrder[0] == 'I'
            ? [8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0]
            : [0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];
        byte[] data = [.. byteOrder.Select(letter => (byte)letter), .. tags];
        byte[] frame = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(frame, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), PngWriter.CheckSum("eXIf"u8, data));
        return [.. png[..33], .. frame[..4], .. "eXIf"u8, .. data, .. frame[4..], .. png[33..]];
    }

    private static void AssertEqual(RgbImage actual, RgbImage expected)
    {
        Assert.That((actual.Width, actual.Height), Is.EqualTo((expected.Width, expected.Height)));
        int differing = Enumerable.Range(0, actual.Pixels.Length)
            .FirstOrDefault(i => actual.Pixels[i] != expected.Pixels[i], -1);
        Assert.That(differing, Is.EqualTo(-1), () =>
            $"byte {differing} is {actual.Pixels[differing]}, expected {expected.Pixels[differing]}");
    }
}
