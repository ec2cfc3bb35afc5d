using System.Buffers.Binary;

namespace MiniConvViz.Imaging;

/// <summary>
/// The first directory of a TIFF file. A file begins with <c>II*\0</c> or <c>MM\0*</c>, which is the byte order, and
/// the directory's place (4); a directory is the number of its entries (2), the entries, and the next one's place (4). An
/// entry is a tag (2), a type (2), a count (4), and the values where four bytes hold them, else their place (4).
/// </summary>
/// <remarks>Source: https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf</remarks>
internal sealed class TiffDirectory
{
    private const int EntryBytes = 12;

    private readonly ArraySegment<byte> _file;
    private readonly bool _isLittle;
    private readonly Dictionary<int, int> _entries = [];

    /// <exception cref="InvalidDataException">The directory does not lie in the file.</exception>
    public TiffDirectory(ArraySegment<byte> file)
    {
        (_file, _isLittle) = (file, file[0] == 'I');
        long at = Number4(4);
        int count = Number2(at);
        for (int entry = 0; entry < count; entry++)
        {
            long place = at + 2 + ((long)entry * EntryBytes);
            _entries.TryAdd(Number2(place), checked((int)place));
            _ = Number4(place + 8);
        }

        long next = at + 2 + ((long)count * EntryBytes);
        HasNext = next + 4 <= file.Count && Number4(next) != 0;
    }

    /// <summary>Whether another image follows.</summary>
    public bool HasNext { get; }

    public static bool IsTiff(ReadOnlySpan<byte> file) =>
        file.Length >= 8 && (file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8));

    public bool Has(int tag) => _entries.ContainsKey(tag);

    /// <summary>The one value of a tag, or a default.</summary>
    public long Value(int tag, long otherwise) => Values(tag) is [long first, ..] ? first : otherwise;

    /// <summary>All values of a tag: bytes, or numbers of two or four bytes; none where it is absent.</summary>
    /// <exception cref="InvalidDataException">They lie outside the file.</exception>
    public long[] Values(int tag)
    {
        if (!_entries.TryGetValue(tag, out int place))
        {
            return [];
        }

        int size = Number2(place + 2) switch
        {
            1 => 1,
            3 => 2,
            4 => 4,
            int type => throw new InvalidDataException($"tag {tag} has type {type}"),
        };
        long count = Number4(place + 4);
        long at = count * size <= 4 ? place + 8 : Number4(place + 8);
        Check(at, count * size);
        long[] values = new long[count];
        for (int i = 0; i < values.Length; i++, at += size)
        {
            values[i] = size == 1 ? _file[(int)at] : size == 2 ? Number2(at) : Number4(at);
        }

        return values;
    }

    /// <summary>Changes the number of a tag; its values stay.</summary>
    public void Rename(int tag, int other)
    {
        if (_entries.Remove(tag, out int place))
        {
            Write(place, (ushort)other);
            _entries.Add(other, place);
        }
    }

    /// <summary>Overwrites the value of an entry with a single two-byte value.</summary>
    public void Replace(int tag, ushort value)
    {
        if (_entries.TryGetValue(tag, out int place))
        {
            Write(place + 8, value);
        }
    }

    private void Write(int at, ushort value)
    {
        if (_isLittle)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_file.AsSpan(at, 2), value);
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(_file.AsSpan(at, 2), value);
        }
    }

    private int Number2(long at)
    {
        Check(at, 2);
        ReadOnlySpan<byte> bytes = _file.AsSpan((int)at);
        return _isLittle
            ? BinaryPrimitives.ReadUInt16LittleEndian(bytes)
            : BinaryPrimitives.ReadUInt16BigEndian(bytes);
    }

    private long Number4(long at)
    {
        Check(at, 4);
        ReadOnlySpan<byte> bytes = _file.AsSpan((int)at);
        return _isLittle
            ? BinaryPrimitives.ReadUInt32LittleEndian(bytes)
            : BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    private void Check(long at, long length)
    {
        if (at < 0 || length < 0 || at + length > _file.Count)
        {
            throw new InvalidDataException($"{length} bytes at {at} lie outside of it");
        }
    }
}
