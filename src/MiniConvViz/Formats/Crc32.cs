using System.Buffers.Binary;

namespace MiniConvViz.Formats;

/// <summary>
/// The checksum that zip archives keep of every record: the remainder of the bytes, as one long polynomial over GF(2),
/// divided by 0xEDB88320 (bits reversed). Sixteen bytes at a time, one table for each of their distances from the end.
/// </summary>
/// <remarks>
/// Source: https://www.rfc-editor.org/rfc/rfc1952#section-8; Kounavis and Berry, "A systematic approach to building high
/// performance software-based CRC generators", 2005.
/// </remarks>
internal struct Crc32()
{
    private const uint Polynomial = 0xEDB88320;
    private const int Slices = 16;
    private static readonly uint[] Table = MakeTable();
    private uint _remainder = uint.MaxValue;

    /// <summary>The checksum of all bytes so far; 0 for none.</summary>
    public readonly uint Value => ~_remainder;

    /// <summary>Continues with more bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        uint[] table = Table;
        uint remainder = _remainder;
        while (bytes.Length >= Slices)
        {
            ulong low = BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ remainder;
            ulong high = BinaryPrimitives.ReadUInt64LittleEndian(bytes[sizeof(ulong)..]);
            remainder = Eight(table, 8, low) ^ Eight(table, 0, high);
            bytes = bytes[Slices..];
        }

        foreach (byte next in bytes)
        {
            remainder = (remainder >> 8) ^ table[(byte)remainder ^ next];
        }

        _remainder = remainder;
    }

    /// <summary>Eight bytes, of which the last is followed by <paramref name="behind"/> more in this step.</summary>
    private static uint Eight(uint[] table, int behind, ulong bytes) =>
        table[((behind + 7) << 8) + (byte)bytes]
        ^ table[((behind + 6) << 8) + (byte)(bytes >> 8)]
        ^ table[((behind + 5) << 8) + (byte)(bytes >> 16)]
        ^ table[((behind + 4) << 8) + (byte)(bytes >> 24)]
        ^ table[((behind + 3) << 8) + (byte)(bytes >> 32)]
        ^ table[((behind + 2) << 8) + (byte)(bytes >> 40)]
        ^ table[((behind + 1) << 8) + (byte)(bytes >> 48)]
        ^ table[(behind << 8) + (byte)(bytes >> 56)];

    /// <summary><c>table[slice * 256 + b]</c>: what the byte b leaves when <c>slice</c> zero bytes follow it.</summary>
    private static uint[] MakeTable()
    {
        uint[] table = new uint[Slices << 8];
        for (int i = 0; i < table.Length; i++)
        {
            uint remainder = i < 256 ? (uint)i : table[i - 256];
            for (int bit = 0; bit < 8; bit++)
            {
                remainder = (remainder >> 1) ^ ((remainder & 1) * Polynomial);
            }

            table[i] = remainder;
        }

        return table;
    }
}
