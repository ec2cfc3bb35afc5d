using System.Buffers.Binary;

namespace MiniConvViz.Fuzz.Mutators;

/// <summary>Changes the header of a NumPy array; the length before it stays right.</summary>
internal static class NumpyMutator
{
    private const byte Magic = 0x93;
    private const int VersionAt = 6;
    private const int LengthAt = 8;

    /// <summary>One change; null where there is no such header.</summary>
    public static byte[]? Mutate(byte[] whole, byte[] donor, Random random)
    {
        if (whole.Length < LengthAt + sizeof(int) || whole[0] != Magic)
        {
            return null;
        }

        int lengthBytes = whole[VersionAt] == 1 ? sizeof(ushort) : sizeof(int);
        long length = lengthBytes == sizeof(ushort)
            ? BinaryPrimitives.ReadUInt16LittleEndian(whole.AsSpan(LengthAt))
            : BinaryPrimitives.ReadUInt32LittleEndian(whole.AsSpan(LengthAt));
        int start = LengthAt + lengthBytes;
        if (length > whole.Length - start)
        {
            return null;
        }

        byte[] header = TextMutator.Mutate(whole.AsSpan(start, (int)length), random);
        byte[] count = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(count, header.Length);
        return
        [
            .. whole.AsSpan(0, LengthAt), .. count.AsSpan(0, lengthBytes), .. header,
            .. whole.AsSpan(start + (int)length),
        ];
    }
}
