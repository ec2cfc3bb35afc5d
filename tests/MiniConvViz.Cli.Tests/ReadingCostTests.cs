using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace MiniConvViz.Cli.Tests;

/// <summary>
/// The cost of refusing a file that claims more than it contains: at most 64 MB, and 2 seconds, beyond those of a file
/// that is refused at its first byte. Python measures the process's peak memory.
/// </summary>
[Platform("Linux")]
[Category("Exhaustive")]
public sealed class ReadingCostTests
{
    private const double MostMegabytes = 64;
    private const double MostSeconds = 2;
    private const ushort Size = 13_000;
    private const int Padding = 400_000;

    private const string Measure =
        """
        import os, subprocess, sys, time
        start = time.time()
        process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        error = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        print(os.waitstatus_to_exitcode(status), usage.ru_maxrss / 1024, time.time() - start)
        print(error, end="")
        """;

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase("jpeg-420.jpg", "hold fewer pixels")]
    [TestCase("jpeg-progressive.jpg", "cut short")]
    [TestCase("gif.gif", "hold fewer pixels")]
    [TestCase("webp-lossy.webp", "hold fewer pixels")]
    [TestCase("rgb.png", "rgb.png")]
    public void ImageThatClaimsAHundredMillionPixels_CostsLittle(string golden, string told)
    {
        byte[] file = File.ReadAllBytes(RepositoryFiles.Golden("images", golden));
        AssertCheap("--image", _folder.Write(golden, Claiming(file, Path.GetExtension(golden))), told);
    }

    [TestCase("]")]
    [TestCase("]\u0094")]
    [TestCase("]Na")]
    [TestCase("}NNs")]
    [TestCase("}X\u0001\0\0\0aNs")]
    [TestCase("(NNt")]
    [TestCase("\u008F")]
    [TestCase("X\u0001\0\0\0a")]
    [TestCase("G\0\0\0\0\0\0\0\0")]
    public void PickleOfAMillionValues_CostsLittle(string value)
    {
        int count = (1 << 20) - 8;
        string opcodes = string.Concat(Enumerable.Repeat(value, count / value.Length));
        string file = _folder.File("weights.pth");
        using (ZipArchive archive = ZipFile.Open(file, ZipArchiveMode.Create))
        {
            using Stream pickle = archive.CreateEntry("archive/data.pkl", CompressionLevel.NoCompression).Open();
            pickle.Write(Encoding.Latin1.GetBytes($"\u0080\u0002{opcodes}."));
        }

        AssertCheap("--weights", file, "weights.pth");
    }

    private void AssertCheap(string option, string file, string told)
    {
        (double least, double soonest, _) = CostOf(option, _folder.Write("nothing.pkl", "nothing"u8));
        (double most, double latest, string error) = CostOf(option, file);

        TestContext.Out.WriteLine($"{most - least:F0} MB, {latest - soonest:F2} s: {error}");
        Assert.That(error, Does.Contain(told));
        Assert.That(most - least, Is.LessThan(MostMegabytes), "megabytes");
        Assert.That(latest - soonest, Is.LessThan(MostSeconds), "seconds");
    }

    /// <summary>Megabytes, seconds, and the one line.</summary>
    private static (double Megabytes, double Seconds, string Error) CostOf(string option, string file)
    {
        IEnumerable<string> command = CliProcess.CommandOf(
            CliProcess.Folder, ["statistics", "--model", "fashion-lenet", option, file, "--device", "cpu"]);
        string[] lines = SystemPython.RunPlain(Measure, ["dotnet", .. command]).Split('\n', 2);
        double[] figures =
            [.. lines[0].Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))];
        new ProcessOutcome((int)figures[0], "", lines[1]).IsRefused(2);
        return (figures[1], figures[2], lines[1]);
    }

    /// <summary>A file that claims 13,000 x 13,000 pixels and is cut short, but long enough for that claim.</summary>
    private static byte[] Claiming(byte[] file, string extension)
    {
        switch (extension)
        {
            case ".jpg":
                int frame = Math.Max(Find(file, 0xFF, 0xC0), Find(file, 0xFF, 0xC2)) + 5;
                BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame), Size);
                BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame + 2), Size);
                byte[] comment = [0xFF, 0xFE, 0xFF, 0xFF, .. new byte[0xFFFD]];
                IEnumerable<byte[]> comments = Enumerable.Repeat(comment, (Padding / comment.Length) + 1);
                return [.. file[..2], .. comments.SelectMany(bytes => bytes), .. file[2..^20]];
            case ".gif":
                int image = file.AsSpan(13 + 768).IndexOf((byte)0x2C) + 13 + 768;
                foreach (int at in (int[])[6, 8, image + 5, image + 7])
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), Size);
                }

                return [.. file[..^20], .. new byte[Padding]];
            case ".webp":
                BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(26), Size);
                BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(28), Size);
                return [.. file, .. new byte[Padding]];
            default:
                return BadInput.PngOfSize(Size, Size);
        }
    }

    private static int Find(byte[] file, params byte[] marker) => file.AsSpan().IndexOf(marker);
}
