using System.Buffers.Binary;

namespace MiniConvViz.Formats.Zip;

/// <summary>
/// The records of a zip archive, stored or deflated, by their full names. Every position and length was checked against
/// the file; archives whose records overlap or expand beyond the limit are refused.
/// </summary>
internal sealed class ZipRecords
{
    private const int LocalLength = 30;
    private const ushort Stored = 0;
    private const ushort Deflated = 8;
    private readonly CheckpointFile _file;
    private readonly Dictionary<string, ZipEntry> _entries;
    private readonly long _recordsEnd;

    /// <summary>Reads the directory.</summary>
    /// <exception cref="UnreadableInputException">The archive is damaged, or would expand beyond the limit.</exception>
    public ZipRecords(CheckpointFile file)
    {
        _file = file;
        _entries = ZipDirectory.Read(file, out _recordsEnd);
        CheckTotals();
    }

    /// <summary>All names, in the directory's order.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>The position of a record's bytes, or null when there is no such record.</summary>
    /// <exception cref="UnreadableInputException">The record's own header contradicts the directory.</exception>
    public StoredBytes? Find(string name)
    {
        if (!_entries.TryGetValue(name, out ZipEntry? entry))
        {
            return null;
        }

        if (entry.Method is not (Stored or Deflated))
        {
            throw _file.Error($"the zip record {Quoted.Name(entry.Name)} is compressed by method {entry.Method}, "
                + "expected none or deflate; pack it again with an ordinary zip program");
        }

        long start = DataPosition(entry);
        bool isDeflated = entry.Method == Deflated;
        if (start > _recordsEnd - entry.PackedLength || (!isDeflated && entry.Length != entry.PackedLength))
        {
            throw ZipDirectory.Damaged(_file, $"the record {Quoted.Name(entry.Name)} is said to have "
                + $"{entry.PackedLength} bytes ({entry.Length} unpacked) at byte {start}");
        }

        // PyTorch has an option to save without checksums, and then writes 0.
        uint? checksum = entry.Checksum == 0 ? null : entry.Checksum;
        return new StoredBytes(start, entry.PackedLength, entry.Length, isDeflated, checksum);
    }

    /// <summary>
    /// The position after the local header, which repeats the name and has its own extra bytes (PyTorch aligns to 64
    /// with them).
    /// </summary>
    private long DataPosition(ZipEntry entry)
    {
        Span<byte> header = stackalloc byte[LocalLength];
        if (entry.HeaderPosition <= _recordsEnd - LocalLength)
        {
            _file.ReadExactly(entry.HeaderPosition, header, "a zip record");
        }

        if (!header.StartsWith("PK\x03\x04"u8))
        {
            throw ZipDirectory.Damaged(_file, $"there is no record {Quoted.Name(entry.Name)} at byte "
                + $"{entry.HeaderPosition}");
        }

        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header[26..]);
        int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        return entry.HeaderPosition + LocalLength + nameLength + extraLength;
    }

    /// <summary>Refuses archives whose records overlap, or which expand to too many bytes.</summary>
    private void CheckTotals()
    {
        Int128 packed = 0;
        Int128 total = 0;
        foreach (ZipEntry entry in _entries.Values)
        {
            packed += entry.PackedLength;
            total += entry.Length;
        }

        if (packed > _file.Length)
        {
            throw ZipDirectory.Damaged(_file, $"its records claim {packed} bytes of the file's {_file.Length}");
        }

        if (total > ((Int128)_file.Length * CheckpointLimits.Expansion) + CheckpointLimits.Allowance)
        {
            throw _file.Error($"its {_file.Length} bytes would unpack to {total}, more than "
                + $"{CheckpointLimits.Expansion} times as many; this is no honest archive, or save it again without "
                + "compression (torch.save and numpy.savez do not compress)");
        }
    }
}
