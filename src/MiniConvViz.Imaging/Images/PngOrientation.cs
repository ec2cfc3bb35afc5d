using System.Buffers.Binary;

namespace MiniConvViz.Imaging;

/// <summary>The EXIF orientation of a PNG file, in its chunk <c>eXIf</c>: a TIFF header and a list of tags.</summary>
/// <remarks>Source: https://www.w3.org/TR/png-3/#eXIf, TIFF 6.0 section 2.</remarks>
internal static class PngOrientation
{
    private const int FirstChunk = 8, ChunkOverhead = 12, EntryLength = 12;
    private const ushort Orientation = 0x0112, Short = 3;

    /// <summary>EXIF's number, 1 to 8; 1, upright, where the file has none.</summary>
    public static int Of(ReadOnlySpan<byte> file)
    {
        long at = FirstChunk;
        while (at + ChunkOverhead <= file.Length)
        {
            ReadOnlySpan<byte> chunk = file[(int)at..];
            uint length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            if (chunk.Slice(4, 4).SequenceEqual("eXIf"u8))
            {
                return length <= chunk.Length - ChunkOverhead ? InTags(chunk.Slice(8, (int)length)) : 1;
            }

            at += ChunkOverhead + (long)length;
        }

        return 1;
    }

    private static int InTags(ReadOnlySpan<byte> tiff)
    {
        bool isLittle = tiff.StartsWith("II*\0"u8);
        if (tiff.Length < 10 || (!isLittle && !tiff.StartsWith("MM\0*"u8)))
        {
            return 1;
        }

        uint list = isLittle
            ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..])
            : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (list > tiff.Length - 2)
        {
            return 1;
        }

        int count = Number(tiff[(int)list..], isLittle);
        ReadOnlySpan<byte> entries = tiff[((int)list + 2)..];
        for (int i = 0; i < count && entries.Length >= EntryLength; i++)
        {
            if (Number(entries, isLittle) == Orientation && Number(entries[2..], isLittle) == Short)
            {
                return Number(entries[8..], isLittle) is int value and >= 1 and <= 8 ? value : 1;
            }

            entries = entries[EntryLength..];
        }

        return 1;
    }

    private static int Number(ReadOnlySpan<byte> bytes, bool isLittle) => isLittle
        ? BinaryPrimitives.ReadUInt16LittleEndian(bytes)
        : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
