using System.Collections;

namespace MiniConvViz.Formats.Onnx;

/// <summary>
/// The fields of a protobuf message in a file, one after the other, without their content: of a message with 100 MB of
/// weights only a few bytes are read.
/// <code>
/// tag = number * 8 + wire type;   wire type 0: a varint, 1: 8 bytes, 2: length and content, 5: 4 bytes
/// </code>
/// </summary>
/// <remarks>Source: https://protobuf.dev/programming-guides/encoding</remarks>
internal sealed class ProtobufFields(CheckpointFile file, long start, long end) : IEnumerable<ProtobufField>
{
    private const int LongestVarint = 10;

    /// <summary>
    /// Bytes that are read at once, so that a million small fields do not need a million reads of the file.
    /// </summary>
    private const int BufferBytes = 4096;

    private readonly byte[] _buffer = new byte[Math.Clamp(end - start, 0, BufferBytes)];
    private long _bufferStart;
    private int _bufferLength;

    /// <inheritdoc/>
    public IEnumerator<ProtobufField> GetEnumerator()
    {
        long position = start;
        while (position < end)
        {
            ProtobufField field = ReadField(position);
            yield return field;
            position = field.End;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private ProtobufField ReadField(long position)
    {
        (ulong tag, long content) = ReadVarint(position);
        (ulong number, ulong wireType) = (tag >> 3, tag & 7);
        if (number is 0 or > (1 << 29) - 1)
        {
            throw Damaged(position, $"a field numbered {number}");
        }

        ulong length = wireType switch
        {
            0 => (ulong)(ReadVarint(content).Next - content),
            1 => 8,
            2 => 0,
            5 => 4,
            _ => throw Damaged(position, $"wire type {wireType}"),
        };
        if (wireType == 2)
        {
            (length, content) = ReadVarint(content);
        }

        return length <= (ulong)(end - content)
            ? new ProtobufField((int)number, position, content, content + (long)length, wireType == 2)
            : throw Damaged(position, $"a field of {length} bytes where {end - content} are left");
    }

    private (ulong Value, long Next) ReadVarint(long position)
    {
        ReadOnlySpan<byte> bytes = Bytes(position, (int)Math.Clamp(end - position, 0, LongestVarint));
        ulong value = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                return (value, position + i + 1);
            }
        }

        throw Damaged(position, "an incomplete varint");
    }

    /// <summary>Up to <paramref name="count"/> bytes; fewer only at the end of the file.</summary>
    private ReadOnlySpan<byte> Bytes(long position, int count)
    {
        if (position < _bufferStart || position + count > _bufferStart + _bufferLength)
        {
            _bufferStart = position;
            _bufferLength = file.Read(position, _buffer.AsSpan(0, (int)Math.Min(end - position, _buffer.Length)));
        }

        int first = (int)(position - _bufferStart);
        return _buffer.AsSpan(first, Math.Min(count, _bufferLength - first));
    }

    private UnreadableInputException Damaged(long position, string what) => file.Error(
        $"is no ONNX model, or damaged; export it again: {what} at byte {position}");
}
