using System.Buffers.Binary;
using System.CommandLine;
using MiniConvViz.Imaging;

namespace MiniConvViz.Cli;

/// <summary>
/// <c>decode-image</c>, a hidden command: the process in which <see cref="ImageSandbox"/> decodes an image.
/// </summary>
internal static class DecodeCommand
{
    public const string Name = "decode-image";

    public static Command Create()
    {
        Argument<string> path = new("path");
        Argument<bool> applyExifOrientation = new("exif");
        Argument<Gray16> gray16 = new("gray16");
        Command command = new(Name) { path, applyExifOrientation, gray16 };
        command.Hidden = true;
        command.SetAction(words =>
        {
            ProcessLimits.Set();
            RgbImage image = ImageReader.Read(
                words.GetRequiredValue(path), words.GetValue(applyExifOrientation), words.GetValue(gray16));
            byte[] header = new byte[4 * sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(header, image.Width);
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(sizeof(int)), image.Height);
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(2 * sizeof(int)), image.ClippedPixels);
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(3 * sizeof(int)), image.IsFirstOfSeveral ? 1 : 0);
            using Stream output = Console.OpenStandardOutput();
            output.Write(header);
            output.Write(image.Pixels);
            return ExitCode.Done;
        });
        return command;
    }
}
