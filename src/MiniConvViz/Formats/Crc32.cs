using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MiniConvViz.Formats;

/// <summary>
/// The checksum that zip archives store for every record: the remainder of the bytes, as one long polynomial over
/// GF(2), divided by 0xEDB88320 (bits reversed). Sixteen bytes at a time, one table for each of their distances from
/// the end.
/// </summary>
/// <remarks>
/// Source: https://www.rfc-editor.org/rfc/rfc1952#section-8; Kounavis and Berry, "A systematic approach to building
/// high performance software-based CRC generators", 2005.
/// </remarks>
internal struct Crc32()
{
    private const uint Polynomial = 0xEDB88320;
    private const int Slices = 16;
    private const int Block = 64;
    private static readonly uint[] Table = MakeTable();
    private uint _remainder = uint.MaxValue;

    /// <summary>The checksum of all bytes so far; 0 for none.</summary>
    public readonly uint Value => ~_remainder;

    /// <summary>Continues with more bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (Pclmulqdq.IsSupported && bytes.Length >= Block)
        {
            _remainder = FoldBlocks(_remainder, bytes[..^(bytes.Length % Block)]);
            bytes = bytes[^(bytes.Length % Block)..];
        }

        _remainder = Divide(_remainder, bytes);
    }

    /// <summary>
    /// The same on x64, 64 bytes at a time. A block may be moved over the next one without changing the remainder:
    /// multiply its halves (carry-less) by the remainder of x^n for their distance, and add. Four lanes of 16 bytes
    /// advance by 64; at the end they are folded into one, so that 16 bytes remain to be divided.
    /// </summary>
    /// <remarks>
    /// Source: Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ", Intel 2009.
    /// </remarks>
    private static uint FoldBlocks(uint remainder, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<Vector128<ulong>> lanes = MemoryMarshal.Cast<byte, Vector128<ulong>>(bytes);
        Vector128<ulong> by64 = Vector128.Create(0x1_5444_2BD4UL, 0x1_C6E4_1596UL);
        Vector128<ulong> by16 = Vector128.Create(0x1_7519_97D0UL, 0x0_CCAA_009EUL);
        Vector128<ulong> first = lanes[0] ^ Vector128.CreateScalar((ulong)remainder);
        Vector128<ulong> second = lanes[1];
        Vector128<ulong> third = lanes[2];
        Vector128<ulong> fourth = lanes[3];
        for (lanes = lanes[4..]; lanes.Length >= 4; lanes = lanes[4..])
        {
            first = Move(first, by64) ^ lanes[0];
            second = Move(second, by64) ^ lanes[1];
            third = Move(third, by64) ^ lanes[2];
            fourth = Move(fourth, by64) ^ lanes[3];
        }

        second ^= Move(first, by16);
        third ^= Move(second, by16);
        fourth ^= Move(third, by16);
        return Divide(0, MemoryMarshal.AsBytes(new ReadOnlySpan<Vector128<ulong>>(in fourth)));
    }

    private static Vector128<ulong> Move(Vector128<ulong> lane, Vector128<ulong> distance) =>
        Pclmulqdq.CarrylessMultiply(lane, distance, 0x00) ^ Pclmulqdq.CarrylessMultiply(lane, distance, 0x11);

    private static uint Divide(uint remainder, ReadOnlySpan<byte> bytes)
    {
        uint[] table = Table;
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

        return remainder;
    }

    /// <summary>Eight bytes, of which the last is followed by <paramref name="following"/> more in this step.</summary>
    private static uint Eight(uint[] table, int following, ulong bytes) =>
        table[((following + 7) << 8) + (byte)bytes]
        ^ table[((following + 6) << 8) + (byte)(bytes >> 8)]
        ^ table[((following + 5) << 8) + (byte)(bytes >> 16)]
        ^ table[((following + 4) << 8) + (byte)(bytes >> 24)]
        ^ table[((following + 3) << 8) + (byte)(bytes >> 32)]
        ^ table[((following + 2) << 8) + (byte)(bytes >> 40)]
        ^ table[((following + 1) << 8) + (byte)(bytes >> 48)]
        ^ table[(following << 8) + (byte)(bytes >> 56)];

    /// <summary>
    /// <c>table[slice * 256 + b]</c>: the remainder of the byte b followed by <c>slice</c> zero bytes.
    /// </summary>
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
