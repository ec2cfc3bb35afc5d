using System.Buffers.Binary;

namespace MiniConvViz.Imaging;

/// <summary>
/// Progressive JPEG files store the image in several scans, each of which refines all of it. A file that is cut short
/// between two scans decodes into a coarser image without an error; so the end marker is required, as in Pillow.
/// </summary>
internal static class ProgressiveJpeg
{
    private const byte StartOfImage = 0xD8, EndOfImage = 0xD9, StartOfScan = 0xDA, ProgressiveFrame = 0xC2;

    /// <summary>Whether a file is a progressive JPEG without an end.</summary>
    public static bool IsCutShort(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith((ReadOnlySpan<byte>)[0xFF, StartOfImage]))
        {
            return false;
        }

        // Segments: FF, marker, two bytes of length that count themselves. A scan's coded bytes follow its segment, up
        // to the next FF that is neither stuffed (FF 00), nor a restart (FF D0 to FF D7), nor padding (FF FF).
        bool progressive = false;
        int at = 2;
        while (at + 4 <= file.Length && file[at] == 0xFF)
        {
            byte marker = file[at + 1];
            if (marker == EndOfImage)
            {
                return false;
            }

            progressive |= marker == ProgressiveFrame;
            at = marker == 0xFF ? at + 1 : at + 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            while (marker == StartOfScan && at + 1 < file.Length && !(file[at] == 0xFF && IsMarker(file[at + 1])))
            {
                at++;
            }
        }

        bool ends = at + 2 <= file.Length && file[at] == 0xFF && file[at + 1] == EndOfImage;
        return progressive && !ends;
    }

    private static bool IsMarker(byte value) => value is not (0x00 or 0xFF or (>= 0xD0 and <= 0xD7));
}
