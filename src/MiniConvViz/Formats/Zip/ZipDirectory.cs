using System.Buffers.Binary;
using System.Text;

namespace MiniConvViz.Formats.Zip;

/// <summary>
/// The central directory of a zip archive, which lies at its end and lists all records. It is read here and not by
/// System.IO.Compression, which does not give the position of a record's bytes in the file.
/// <code>
/// [local header, bytes] ...   central header ...   zip64 end, zip64 locator   end record
///  PK 03 04                   PK 01 02             PK 06 06   PK 06 07        PK 05 06
/// </code>
/// </summary>
/// <remarks>Source: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT</remarks>
internal static class ZipDirectory
{
    private const int EndLength = 22;
    private const int LongestComment = ushort.MaxValue;
    private const int LocatorLength = 20;
    private const int Zip64EndLength = 56;
    private const int CentralLength = 46;
    private const ushort Zip64Extra = 1;

    /// <summary>All records by name.</summary>
    /// <param name="file">The archive.</param>
    /// <param name="directoryStart">The first byte after the records.</param>
    /// <exception cref="UnreadableInputException">
    /// There is no directory, or it contradicts itself or the file's length.
    /// </exception>
    public static Dictionary<string, ZipEntry> Read(CheckpointFile file, out long directoryStart)
    {
        (directoryStart, long length, long count) = FindDirectory(file);
        if (directoryStart < 0 || length < 0 || length > CheckpointLimits.ZipDirectoryBytes
            || directoryStart > file.Length - length || count is < 0 or > CheckpointLimits.Names)
        {
            throw Damaged(file, $"its directory has {count} records in {length} bytes at byte {directoryStart}");
        }

        byte[] directory = new byte[length];
        file.ReadExactly(directoryStart, directory, "the zip directory");
        Dictionary<string, ZipEntry> entries = [];
        ReadOnlySpan<byte> rest = directory;
        for (long i = 0; i < count; i++)
        {
            ZipEntry entry = ReadEntry(file, ref rest);
            if (!entries.TryAdd(entry.Name, entry))
            {
                throw Damaged(file, $"the record {Quoted.Name(entry.Name)} occurs twice");
            }
        }

        return entries;
    }

    /// <summary>An error about the archive as such.</summary>
    public static UnreadableInputException Damaged(CheckpointFile file, string what) =>
        file.Error($"the zip archive is damaged or cut short: {what}; fetch the file again");

    private static (long Start, long Length, long Count) FindDirectory(CheckpointFile file)
    {
        int tailLength = (int)Math.Min(file.Length, EndLength + LongestComment);
        long tailStart = file.Length - tailLength;
        byte[] tail = new byte[tailLength];
        file.ReadExactly(tailStart, tail, "the zip directory");
        for (int at = tailLength - EndLength; at >= 0; at--)
        {
            ReadOnlySpan<byte> end = tail.AsSpan(at);
            if (end.StartsWith("PK\x05\x06"u8) && UInt16(end, 20) == end.Length - EndLength)
            {
                return FindZip64(file, tailStart + at) ?? (UInt32(end, 16), UInt32(end, 12), UInt16(end, 10));
            }
        }

        throw Damaged(file, "it has no end record");
    }

    private static (long Start, long Length, long Count)? FindZip64(CheckpointFile file, long endPosition)
    {
        if (endPosition < LocatorLength + Zip64EndLength)
        {
            return null;
        }

        Span<byte> locator = stackalloc byte[LocatorLength];
        file.ReadExactly(endPosition - LocatorLength, locator, "the zip directory");
        if (!locator.StartsWith("PK\x06\x07"u8))
        {
            return null;
        }

        long position = Int64(locator, 8);
        Span<byte> end = stackalloc byte[Zip64EndLength];
        if (position < 0 || position > endPosition - LocatorLength - Zip64EndLength)
        {
            throw Damaged(file, $"its 64-bit end record is said to be at byte {position}");
        }

        file.ReadExactly(position, end, "the zip directory");
        return end.StartsWith("PK\x06\x06"u8)
            ? (Int64(end, 48), Int64(end, 40), Int64(end, 32))
            : throw Damaged(file, $"it has no 64-bit end record at byte {position}");
    }

    private static ZipEntry ReadEntry(CheckpointFile file, ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < CentralLength || !rest.StartsWith("PK\x01\x02"u8))
        {
            throw Damaged(file, "its directory ends early");
        }

        ReadOnlySpan<byte> header = rest[..CentralLength];
        int nameLength = UInt16(header, 28);
        int extraLength = UInt16(header, 30);
        int total = CentralLength + nameLength + extraLength + UInt16(header, 32);
        if (total > rest.Length)
        {
            throw Damaged(file, "its directory ends early");
        }

        string name = Encoding.UTF8.GetString(rest.Slice(CentralLength, nameLength));
        ReadOnlySpan<byte> wide = FindZip64Extra(rest.Slice(CentralLength + nameLength, extraLength));
        rest = rest[total..];
        if ((UInt16(header, 8) & 1) != 0)
        {
            throw file.Error($"the zip record {Quoted.Name(name)} is encrypted, which is not supported");
        }

        // The 64-bit extra field contains only those of the three whose 32-bit field is all ones, in this order.
        long length = Wide(file, UInt32(header, 24), ref wide);
        long packedLength = Wide(file, UInt32(header, 20), ref wide);
        long position = Wide(file, UInt32(header, 42), ref wide);
        return new ZipEntry(name, UInt16(header, 10), UInt32(header, 16), packedLength, length, position);
    }

    private static ReadOnlySpan<byte> FindZip64Extra(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            int length = Math.Min(UInt16(extra, 2), extra.Length - 4);
            if (UInt16(extra, 0) == Zip64Extra)
            {
                return extra.Slice(4, length);
            }

            extra = extra[(4 + length)..];
        }

        return [];
    }

    private static long Wide(CheckpointFile file, uint narrow, ref ReadOnlySpan<byte> wide)
    {
        if (narrow != uint.MaxValue)
        {
            return narrow;
        }

        if (wide.Length < sizeof(long) || Int64(wide, 0) < 0)
        {
            throw Damaged(file, "a record has no 64-bit length");
        }

        long value = Int64(wide, 0);
        wide = wide[sizeof(long)..];
        return value;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, int at) =>
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int at) =>
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long Int64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}
