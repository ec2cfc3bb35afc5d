using System.Buffers.Binary;
using System.Diagnostics;
using MiniConvViz.Imaging;

namespace MiniConvViz.Cli;

/// <summary>
/// Decodes images in another process (<see cref="DecodeCommand"/>), which sets its own limits before it opens a file
/// and writes the pixels to its stdout. A file that crashes the decoder crashes only that process.
/// </summary>
/// <param name="program">The program to start, and its first arguments.</param>
/// <param name="patience">The most time for an image.</param>
internal sealed class ImageSandbox(IReadOnlyList<string> program, TimeSpan patience)
{
    /// <summary>The most bytes of managed memory, in hexadecimal: enough for the largest image that is read.</summary>
    private const string HeapLimit = "60000000";

    private const int LongestMessage = 4096;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>This program: its own executable, or <c>dotnet</c> and its first argument.</summary>
    public static ImageSandbox OfThisProgram()
    {
        string process = Environment.ProcessPath
            ?? throw new UsageException("--sandbox: the path of this program is unknown; leave it out.");
        bool isHost = Path.GetFileNameWithoutExtension(process) == "dotnet";
        string[] program = isHost ? [process, Environment.GetCommandLineArgs()[0]] : [process];
        return new ImageSandbox([.. program, DecodeCommand.Name], Patience);
    }

    /// <inheritdoc cref="ReadImage"/>
    public RgbImage Read(string path, bool applyExifOrientation, Gray16 gray16)
    {
        using Process process = Start([path, applyExifOrientation.ToString(), gray16.ToString()]);
        using CancellationTokenSource end = new(patience);
        using CancellationTokenRegistration killing = end.Token.Register(() => process.Kill(entireProcessTree: true));
        Task<string> said = Task.Run(() => Line(process.StandardError));
        RgbImage? image = Pixels(process.StandardOutput.BaseStream);
        process.StandardOutput.Close(); // ends a process that is still writing
        process.WaitForExit();
        return end.IsCancellationRequested ? throw Refused($"is not decoded after {patience.TotalSeconds} s")
            : process.ExitCode == ExitCode.BadInput && said.Result.Length > 0
                ? throw new UnreadableInputException(said.Result)
            : process.ExitCode != ExitCode.Done || image is null
                ? throw Refused($"the process that decodes it ended with exit code {process.ExitCode}")
            : image;

        UnreadableInputException Refused(string why) =>
            new($"{path}: {why}; the file is damaged, or made to crash decoders");
    }

    private Process Start(IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program[0], [.. program.Skip(1), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_GCHeapHardLimit"] = HeapLimit },
        };
        return Process.Start(start)
            ?? throw new UsageException($"--sandbox: {program[0]} does not start; leave it out.");
    }

    /// <summary>The process's message, without the program's name; its text is not trusted.</summary>
    private static string Line(StreamReader error)
    {
        const string name = "miniconvviz: ";
        char[] text = new char[LongestMessage];
        string said = new string(text, 0, error.ReadBlock(text)).Trim();
        return said.StartsWith(name, StringComparison.Ordinal) ? said[name.Length..] : said;
    }

    /// <summary>
    /// Reads width, height, clipped pixels, whether more pages follow, then red, green and blue of each pixel; null
    /// where the data is malformed.
    /// </summary>
    private static RgbImage? Pixels(Stream stream)
    {
        byte[] header = new byte[4 * sizeof(int)];
        if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
        {
            return null;
        }

        int width = BinaryPrimitives.ReadInt32LittleEndian(header);
        int height = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(sizeof(int)));
        int clipped = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(2 * sizeof(int)));
        bool isFirstOfSeveral = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(3 * sizeof(int))) == 1;
        if (width < 1 || height < 1 || (long)width * height > ImageReader.LargestPixelCount)
        {
            return null;
        }

        byte[] rgb = GC.AllocateUninitializedArray<byte>(3 * width * height);
        return stream.ReadAtLeast(rgb, rgb.Length, throwOnEndOfStream: false) == rgb.Length
            ? new RgbImage(width, height, rgb) { ClippedPixels = clipped, IsFirstOfSeveral = isFirstOfSeveral }
            : null;
    }
}
