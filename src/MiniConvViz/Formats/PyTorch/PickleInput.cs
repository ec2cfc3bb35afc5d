using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using System.Text.Unicode;

namespace MiniConvViz.Formats.PyTorch;

/// <summary>
/// The bytes of one or more pickles, front to back, with a small buffer. Every length is compared with the remaining
/// bytes before anything is allocated; an error is a <see cref="FormatException"/>, to which the caller adds the
/// position.
/// </summary>
/// <param name="file">The file they lie in.</param>
/// <param name="reader">The bytes.</param>
/// <param name="length">The number of bytes.</param>
/// <param name="start">The position of its first byte in messages.</param>
/// <param name="where">The stream's name in messages: <c>data.pkl</c>.</param>
/// <param name="origin">The position of its first byte in the file; null where it is compressed there.</param>
internal sealed class PickleInput(
    CheckpointFile file, StoredBytesReader reader, long length, long start, string where, long? origin)
{
    private const int LongestLine = 1024;

    /// <summary>Longer strings of Python 2 are the bytes of arrays.</summary>
    private const int LongestText = 1 << 16;
    private const int LongestInteger = 1024;
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);
    private readonly byte[] _buffer = new byte[1 << 16];
    private long _taken;
    private long _skipped;
    private int _next;
    private int _filled;

    /// <summary>The position of the next byte.</summary>
    public long Position => start + _taken;

    private long? FilePosition => origin + _taken;

    /// <summary>An exception whose message begins with the path and the position of the error.</summary>
    public UnreadableInputException Error(long at, string message) => file.Error($"{where}, byte {at}: {message}");

    public byte ReadByte() => Take(1)[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    /// <summary>The only big-endian number of the pickle language.</summary>
    public double ReadDoubleBigEndian() => BinaryPrimitives.ReadDoubleBigEndian(Take(sizeof(double)));

    /// <summary>A signed little-endian integer of 0 to 255 bytes, whose length comes first.</summary>
    public BigInteger ReadLong1() => new(Take(ReadByte()));

    /// <summary>A signed little-endian integer whose length comes first, in four bytes.</summary>
    public BigInteger ReadLong4() =>
        ReadInt32() is >= 0 and <= LongestInteger and int length
            ? new(Take(length))
            : throw new FormatException($"a whole number longer than {LongestInteger} bytes; the file is damaged");

    /// <summary>The length of what follows, as eight bytes.</summary>
    public long ReadLength()
    {
        long count = ReadInt64();
        CheckLeft(count < 0 ? long.MaxValue : count, isKept: false); // it may be the length of an array's bytes
        return count;
    }

    /// <summary>UTF-8 text of a known length.</summary>
    public string ReadText(long byteCount) => Decode(ReadBytes(byteCount));

    /// <summary>A string of Python 2: text, or bytes where it is not UTF-8.</summary>
    public PickleValue ReadTextOrBytes(long byteCount)
    {
        if (byteCount > LongestText)
        {
            return ReadBinary(byteCount);
        }

        long? position = FilePosition;
        byte[] bytes = ReadBytes(byteCount);
        PickleBinary binary = new(bytes, bytes.Length) { FilePosition = position };
        return Utf8.IsValid(bytes) ? new PickleText(StrictUtf8.GetString(bytes)) { Bytes = binary } : binary;
    }

    /// <summary>Bytes of a known length; long ones are skipped after the first few.</summary>
    public PickleBinary ReadBinary(long byteCount)
    {
        CheckLeft(byteCount, isKept: false);
        long? position = FilePosition;
        byte[] kept = ReadBytes(Math.Min(byteCount, PickleBinary.Kept));
        _skipped += byteCount - kept.Length;
        for (long left = byteCount - kept.Length; left > 0;)
        {
            left -= Take((int)Math.Min(left, _buffer.Length)).Length;
        }

        return new PickleBinary(kept, byteCount) { FilePosition = position };
    }

    /// <summary>Text up to a line feed: the module and the name of a GLOBAL.</summary>
    public string ReadLine()
    {
        byte[] line = new byte[LongestLine];
        for (int count = 0; count < line.Length; count++)
        {
            byte next = ReadByte();
            if (next == '\n')
            {
                return Decode(line.AsSpan(0, count));
            }

            line[count] = next;
        }

        throw new FormatException($"a name longer than {LongestLine} bytes; the file is damaged");
    }

    private byte[] ReadBytes(long byteCount)
    {
        CheckLeft(byteCount);
        byte[] bytes = new byte[byteCount];
        for (int done = 0; done < bytes.Length;)
        {
            ReadOnlySpan<byte> part = Take(Math.Min(bytes.Length - done, _buffer.Length));
            part.CopyTo(bytes.AsSpan(done));
            done += part.Length;
        }

        return bytes;
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new FormatException("text that is not UTF-8; the file is damaged");
        }
    }

    /// <summary>
    /// Compares a count with the remaining bytes, and the pickle's bytes kept in memory with their limit.
    /// </summary>
    private void CheckLeft(long count, bool isKept = true)
    {
        if (isKept && (Int128)_taken - _skipped + count > CheckpointLimits.PickleBytes
            && (count <= length - _taken || length >= CheckpointLimits.PickleBytes))
        {
            throw new FormatException(
                $"the pickle is longer than {CheckpointLimits.PickleBytes} bytes besides the bytes of arrays, which no "
                + "state_dict needs; protocol 2 writes arrays as texts: give pickle.dump protocol=4, or torch.save "
                + "pickle_protocol=4, or write numpy.savez(path, **weights)");
        }

        if (count > length - _taken)
        {
            throw new FormatException($"expected {count} more bytes but only {length - _taken} are left; it is cut "
                + "short or damaged, fetch it again");
        }
    }

    /// <summary>The next bytes, at most a buffer full; valid until the next call.</summary>
    private ReadOnlySpan<byte> Take(int count)
    {
        CheckLeft(count);
        if (_filled - _next < count)
        {
            _buffer.AsSpan(_next, _filled - _next).CopyTo(_buffer);
            _filled -= _next;
            _next = 0;
            int wanted = (int)Math.Min(_buffer.Length, length - _taken);
            reader.ReadExactly(_buffer.AsSpan(_filled, wanted - _filled));
            _filled = wanted;
        }

        ReadOnlySpan<byte> taken = _buffer.AsSpan(_next, count);
        _next += count;
        _taken += count;
        return taken;
    }
}
