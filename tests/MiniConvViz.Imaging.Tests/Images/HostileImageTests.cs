using System.Buffers.Binary;
using MiniConvViz.Tests;

namespace MiniConvViz.Imaging.Tests;

/// <summary>Files that are no images, or damaged: each is refused with one line.</summary>
public sealed class HostileImageTests
{
    private static readonly string[] EveryFormat =
    [
        "rgb.png", "palette-16.png", "gray-16bit.png", "jpeg-420.jpg", "jpeg-progressive.jpg", "webp-lossy.webp",
        "webp-lossless.webp", "bmp.bmp", "gif.gif",
    ];

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("hostile-images").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Read_MissingFile_IsReported() => AssertRefused(Path.Combine(_folder, "none.png"), "no such file");

    [Test]
    public void Read_Folder_IsReported() => AssertRefused(_folder, "is a folder");

    [Test]
    public void Read_EmptyFile_IsReported() => AssertRefused(Write([]), "has 0 bytes");

    [Test]
    public void Read_Text_IsNoImage() =>
        AssertRefused(Write("# Not an image\n"u8.ToArray()), "is not a PNG, JPEG, WebP, BMP, GIF, TIFF, TGA or PNM image");

    [Test]
    public void Read_UnsupportedFormat_IsNoImage() =>
        AssertRefused(Write([0, 0, 8, 8, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]), "is not a PNG"); // a WBMP

    [TestCase(60_000u, 60_000u)]
    [TestCase(uint.MaxValue, uint.MaxValue)]
    [TestCase(0u, 5u)]
    public void Read_PngHeaderWithImpossibleSize_IsRefusedBeforeAllocation(uint width, uint height)
    {
        byte[] file = File.ReadAllBytes(RepositoryFiles.Golden("images", "rgb.png"));
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(16), width);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(20), height);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(29),
            PngWriter.CheckSum(file.AsSpan(12, 4), file.AsSpan(16, 13)));
        string path = Write(file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused(path, $"{width}x{height}");
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1_000_000));
    }

    [TestCase("jpeg-420.jpg")]
    [TestCase("bmp.bmp")]
    [TestCase("gif.gif")]
    public void Read_OtherHeaderWithImpossibleSize_IsRefusedBeforeAllocation(string name)
    {
        byte[] file = File.ReadAllBytes(RepositoryFiles.Golden("images", name));
        switch (Path.GetExtension(name))
        {
            case ".jpg":
                int frame = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]) + 5;
                file.AsSpan(frame, 4).Fill(0xFF);
                break;
            case ".bmp":
                BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), 60_000);
                BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), 60_000);
                break;
            default:
                file.AsSpan(6, 4).Fill(0xFF);
                break;
        }

        string path = Write(file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused(path, "");
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1_000_000));
    }

    /// <summary>A possible size, in a file that is too short for it: nothing is allocated for the pixels.</summary>
    [TestCase("rgb.png")]
    [TestCase("palette-16.png")]
    [TestCase("gray-16bit.png")]
    [TestCase("jpeg-420.jpg")]
    [TestCase("jpeg-progressive.jpg")]
    [TestCase("bmp.bmp")]
    [TestCase("gif.gif")]
    public void Read_HeaderThatClaimsAHundredMillionPixels_IsRefusedWithoutTheirMemory(string name)
    {
        byte[] file = File.ReadAllBytes(RepositoryFiles.Golden("images", name));
        ClaimSize(file, Path.GetExtension(name), 13_000);
        string path = Write(file);
        long before = GC.GetTotalAllocatedBytes();
        AssertRefused(path, "");
        Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(64_000_000));
    }

    [Test]
    public void Read_LargePlainPng_IsReadThoughItsFileIsShort()
    {
        const int Size = 4000;
        byte[] rgba = new byte[4 * Size * Size];
        rgba.AsSpan().Fill(200);
        using MemoryStream file = new();
        PngWriter.Write(file, Size, Size, rgba);
        Assert.That(file.Length, Is.LessThan(200_000));

        RgbImage image = ImageReader.Read(Write(file.ToArray()));

        Assert.That((image.Width, image.Height, image.Pixels[^1]), Is.EqualTo((Size, Size, (byte)200)));
    }

    private static void ClaimSize(byte[] file, string format, ushort size)
    {
        switch (format)
        {
            case ".png":
                BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(16), size);
                BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(20), size);
                BinaryPrimitives.WriteUInt32BigEndian(
                    file.AsSpan(29), PngWriter.CheckSum(file.AsSpan(12, 4), file.AsSpan(16, 13)));
                break;
            case ".jpg":
                int frame = Math.Max(
                    file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]),
                    file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC2])) + 5;
                BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame), size);
                BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame + 2), size);
                break;
            case ".bmp":
                BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), size);
                BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), size);
                break;
            default:
                BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(6), size);
                BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), size);
                break;
        }
    }

    [TestCaseSource(nameof(EveryFormat))]
    public void Read_TruncatedAnywhere_IsRefusedOrWhole(string name)
    {
        string source = RepositoryFiles.Golden("images", name);
        byte[] whole = File.ReadAllBytes(source);
        byte[] pixels = ImageReader.Read(source).Pixels;
        for (int length = 1; length < whole.Length; length += 1 + (whole.Length / 97))
        {
            string path = Write(whole[..length]);
            try
            {
                // Some formats end in bytes without pixels.
                Assert.That(ImageReader.Read(path).Pixels, Is.EqualTo(pixels),
                    $"{name} cut to {length} of {whole.Length} bytes");
            }
            catch (UnreadableInputException problem)
            {
                Assert.That(problem.Message, Does.StartWith(path).And.Not.Contains("\n"));
            }
        }
    }

    [TestCaseSource(nameof(EveryFormat))]
    public void Read_DamagedAnywhere_IsRefusedOrRead(string name)
    {
        byte[] whole = File.ReadAllBytes(RepositoryFiles.Golden("images", name));
        Random random = new(7);
        for (int trial = 0; trial < 120; trial++)
        {
            byte[] damaged = [.. whole];
            for (int i = 0; i < 3; i++)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            ReadOrRefuse(damaged);
        }
    }

    [Test]
    public void Read_RandomBytes_IsRefusedOrRead()
    {
        byte[][] signatures =
        [
            [], [0x89, .. "PNG\r\n\u001a\n"u8], [0xFF, 0xD8, 0xFF], [.. "GIF89a"u8], [.. "BM"u8],
            [.. "RIFF"u8, 90, 0, 0, 0, .. "WEBPVP8 "u8],
        ];
        Random random = new(11);
        foreach (byte[] signature in signatures)
        {
            for (int trial = 0; trial < 100; trial++)
            {
                byte[] noise = new byte[random.Next(1, 200)];
                random.NextBytes(noise);
                ReadOrRefuse([.. signature, .. noise]);
            }
        }
    }

    private void ReadOrRefuse(byte[] file)
    {
        try
        {
            ImageReader.Read(Write(file), applyExifOrientation: true);
        }
        catch (UnreadableInputException problem)
        {
            Assert.That(problem.Message, Does.Not.Contain("\n"));
        }
    }

    private string Write(byte[] file)
    {
        string path = Path.Combine(_folder, "image");
        File.WriteAllBytes(path, file);
        return path;
    }

    private static void AssertRefused(string path, string why) =>
        Assert.That(
            () => ImageReader.Read(path),
            Throws.TypeOf<UnreadableInputException>().With.Message.StartsWith(path).And.Message.Contains(why));
}
