using System.Buffers.Binary;
using System.Diagnostics;
using MiniConvViz.Tests;

namespace MiniConvViz.Imaging.Tests;

/// <summary>
/// Damaged TIFF, TGA and PNM files: each gives pixels or is refused with one line, in little memory and time.
/// </summary>
[NonParallelizable]
public sealed class HostileRasterTests
{
    private const int Mutations = 150;
    private const long MostBytes = 64L << 20;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(5);

    private static IEnumerable<string> Every =>
        Directory.EnumerateFiles(RepositoryFiles.Golden("rasters")).Select(Path.GetFileName).Order().OfType<string>()
            .Where(name => !name.EndsWith(".safetensors", StringComparison.Ordinal)
                && !name.StartsWith("orientation", StringComparison.Ordinal));

    [TestCaseSource(nameof(Every))]
    public void Read_MutatedFile_GivesPixelsOrIsRefused(string name)
    {
        byte[] whole = File.ReadAllBytes(RepositoryFiles.Golden("rasters", name));
        Random random = new(17);
        for (int trial = 0; trial < Mutations; trial++)
        {
            byte[] damaged = Damage(whole, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            ReadOrRefuse(damaged);
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(MostBytes), $"trial {trial}");
            Assert.That(Stopwatch.GetElapsedTime(start), Is.LessThan(MostTime), $"trial {trial}");
        }
    }

    /// <summary>No missing pixel is invented: a file that is cut short is refused, or it has all its pixels.</summary>
    [TestCaseSource(nameof(Every))]
    public void Read_TruncatedAnywhere_IsRefusedOrWhole(string name)
    {
        byte[] whole = File.ReadAllBytes(RepositoryFiles.Golden("rasters", name));
        byte[]? pixels = ReadOrRefuse(whole)?.Pixels;
        for (int length = 1; length < whole.Length; length += 1 + (whole.Length / 97))
        {
            if (ReadOrRefuse(whole[..length])?.Pixels is byte[] some)
            {
                Assert.That(some, Is.EqualTo(pixels), $"{name} cut to {length} of {whole.Length} bytes");
            }
        }
    }

    [TestCase("rgb.tif")]
    [TestCase("rgb-lzw.tif")]
    [TestCase("rgb-adobe-deflate.tif")]
    [TestCase("one-bit-group4.tif")]
    [TestCase("rgb.tga")]
    [TestCase("rgb-rle.tga")]
    [TestCase("rgb.ppm")]
    [TestCase("plain.ppm")]
    public void Read_HeaderThatClaimsAHundredMillionPixels_IsRefusedWithoutTheirMemory(string name)
    {
        byte[] file = File.ReadAllBytes(RepositoryFiles.Golden("rasters", name));
        switch (Path.GetExtension(name))
        {
            case ".tif":
                TiffDirectory tags = new(file);
                tags.Replace(256, 13_000);
                tags.Replace(257, 13_000);
                tags.Replace(278, 13_000);
                break;
            case ".tga":
                BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(12), 13_000);
                BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(14), 13_000);
                break;
            default:
                file = [.. file[..2], .. "\n13000 13000\n255\n"u8, .. file[15..]];
                break;
        }

        long before = GC.GetTotalAllocatedBytes();
        Assert.That(ReadOrRefuse(file), Is.Null);
        Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(1_000_000));
    }

    private static byte[] Damage(byte[] whole, Random random)
    {
        byte[] damaged = [.. whole];
        for (int faults = random.Next(1, 4); faults > 0; faults--)
        {
            int at = random.Next(damaged.Length);
            switch (random.Next(4))
            {
                case 0:
                    damaged[at] = (byte)random.Next(256);
                    break;
                case 1:
                    damaged[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    damaged.AsSpan(at, Math.Min(random.Next(1, 5), damaged.Length - at)).Fill(0xFF);
                    break;
                default:
                    damaged.AsSpan(at, Math.Min(random.Next(1, 5), damaged.Length - at)).Clear();
                    break;
            }
        }

        return damaged;
    }

    /// <summary>The image, or null where it is refused.</summary>
    private static RgbImage? ReadOrRefuse(byte[] file)
    {
        try
        {
            using MemoryStream stream = new(file);
            return ImageReader.Read(stream, "image");
        }
        catch (UnreadableInputException problem)
        {
            Assert.That(problem.Message, Does.StartWith("image: ").And.Not.Contains("\n"));
            return null;
        }
    }
}
