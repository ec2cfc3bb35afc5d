using System.Buffers.Binary;

namespace MiniConvViz.Fuzz.Mutators;

/// <summary>The chunks of a PNG file: read as they are, written with right lengths and checksums.</summary>
internal static class PngChunks
{
    private const int HeadBytes = 8;
    private const int CheckSumBytes = 4;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    public static bool IsPng(byte[] file) => file.AsSpan().StartsWith(Signature);

    /// <summary>All chunks that can be decoded.</summary>
    public static List<(string Kind, byte[] Content)> Read(byte[] file)
    {
        List<(string, byte[])> chunks = [];
        for (int at = Signature.Length; at + HeadBytes + CheckSumBytes <= file.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - HeadBytes - CheckSumBytes)
            {
                break;
            }

            string kind = System.Text.Encoding.Latin1.GetString(file.AsSpan(at + 4, 4));
            chunks.Add((kind, file.AsSpan(at + HeadBytes, (int)length).ToArray()));
            at += HeadBytes + (int)length + CheckSumBytes;
        }

        return chunks;
    }

    public static byte[] Write(List<(string Kind, byte[] Content)> chunks)
    {
        using MemoryStream file = new();
        file.Write(Signature);
        Span<byte> number = stackalloc byte[sizeof(uint)];
        foreach ((string kind, byte[] content) in chunks)
        {
            byte[] named = [.. System.Text.Encoding.Latin1.GetBytes(kind), .. content];
            BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
            file.Write(number);
            file.Write(named);
            BinaryPrimitives.WriteUInt32BigEndian(number, CheckSum(named));
            file.Write(number);
        }

        return file.ToArray();
    }

    /// <summary>CRC-32, implemented here again, so that the fuzzed code does not check itself.</summary>
    private static uint CheckSum(ReadOnlySpan<byte> bytes)
    {
        uint sum = uint.MaxValue;
        foreach (byte value in bytes)
        {
            sum ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                sum = (sum >> 1) ^ ((sum & 1) * 0xEDB88320);
            }
        }

        return ~sum;
    }
}
