using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Formats;

/// <summary>
/// Reads a storage front to back. When all of it has been read, its length and checksum are compared with those in the
/// file: a flipped bit in the weights of a zip checkpoint is found here. A caller that reads only a part calls
/// <see cref="CheckOnce"/> as well.
/// </summary>
internal sealed class StoredBytesReader : IDisposable
{
    private static readonly ConditionalWeakTable<StoredBytes, object> Checked = [];

    private readonly CheckpointFile _file;
    private readonly StoredBytes _bytes;
    private readonly Stream _stream;
    private readonly bool _isChecked;
    private Crc32 _checksum = new();
    private long _position;

    /// <summary>
    /// Begins at <paramref name="offset"/>, counted after inflating; only a read from 0 can be checked.
    /// </summary>
    /// <exception cref="UnreadableInputException">The compressed bytes are damaged or too few.</exception>
    public StoredBytesReader(CheckpointFile file, StoredBytes bytes, long offset = 0)
    {
        _file = file;
        _bytes = bytes;
        _isChecked = bytes.Checksum is not null && offset == 0;
        FileSlice slice = new(file, bytes.Start, bytes.FileLength);
        _stream = bytes.IsDeflated ? new DeflateStream(slice, CompressionMode.Decompress) : slice;
        if (bytes.IsDeflated)
        {
            Skip(offset);
        }
        else
        {
            slice.Position = _position = offset;
        }
    }

    /// <summary>
    /// Bytes that are read at once: few enough to be in the cache when their checksum is computed.
    /// </summary>
    public static int Chunk => 1 << 18;

    /// <summary>
    /// Compares a storage of which only a part is read with its checksum: weights that share a storage are each a part
    /// of it. The storage is read once for all of them.
    /// </summary>
    /// <exception cref="UnreadableInputException">It is damaged.</exception>
    public static void CheckOnce(CheckpointFile file, StoredBytes bytes)
    {
        if (bytes.Checksum is null || Checked.TryGetValue(bytes, out _))
        {
            return;
        }

        byte[] part = new byte[Math.Min(bytes.Length, Chunk)];
        using StoredBytesReader reader = new(file, bytes);
        for (long left = bytes.Length; left > 0; left -= part.Length)
        {
            reader.ReadExactly(part.AsSpan(0, (int)Math.Min(left, part.Length)));
        }

        Checked.AddOrUpdate(bytes, bytes);
    }

    /// <summary>Fills <paramref name="destination"/>.</summary>
    /// <exception cref="UnreadableInputException">There are too few bytes, or they are damaged.</exception>
    public void ReadExactly(Span<byte> destination)
    {
        int count = Guarded(static (stream, span) => stream.ReadAtLeast(span, span.Length, false), destination);
        if (count < destination.Length)
        {
            throw WrongLength();
        }

        _position += destination.Length;
        if (_isChecked)
        {
            _checksum.Append(destination);
        }

        if (_position == _bytes.Length && destination.Length > 0)
        {
            CheckWhole();
        }
    }

    /// <summary>Closes the stream; the file stays open.</summary>
    public void Dispose() => _stream.Dispose();

    private void CheckWhole()
    {
        Span<byte> more = stackalloc byte[1];
        if (_bytes.IsDeflated && Guarded(static (stream, span) => stream.Read(span), more) > 0)
        {
            throw WrongLength();
        }

        if (_isChecked && _checksum.Value != _bytes.Checksum)
        {
            throw _file.Error($"the record of {_bytes.Length} bytes at byte {_bytes.Start} has the checksum "
                + $"{_checksum.Value:x8}, expected {_bytes.Checksum:x8}; the file is damaged, fetch it again");
        }
    }

    private void Skip(long count)
    {
        byte[] skipped = new byte[Math.Min(count, Chunk)];
        for (long left = count; left > 0; left -= skipped.Length)
        {
            ReadExactly(skipped.AsSpan(0, (int)Math.Min(left, skipped.Length)));
        }
    }

    private int Guarded(Func<Stream, Span<byte>, int> read, Span<byte> destination)
    {
        try
        {
            return read(_stream, destination);
        }
        catch (InvalidDataException)
        {
            throw WrongLength();
        }
    }

    private UnreadableInputException WrongLength() =>
        _file.Error($"the record of {_bytes.Length} bytes at byte {_bytes.Start} is damaged, or not as long as the "
            + "file says; fetch the file again");
}
