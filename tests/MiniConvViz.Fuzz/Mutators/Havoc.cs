using System.Buffers.Binary;

namespace MiniConvViz.Fuzz.Mutators;

/// <summary>AFL's changes of bytes, without knowledge of a format.</summary>
internal static class Havoc
{
    private static readonly long[] TellingIntegers =
    [
        0, 1, -1, 2, 3, 7, 8, 16, 127, 128, 255, 256, 1000, 1024, 4096, 32_767, 32_768, 65_535, 65_536, 1 << 20,
        1 << 28, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, 1L << 40, 1L << 62, long.MaxValue, long.MinValue,
    ];

    /// <summary>An extreme integer, or a small one.</summary>
    public static long Integer(Random random) => random.Next(3) switch
    {
        0 => TellingIntegers[random.Next(TellingIntegers.Length)],
        1 => random.Next(-2, 10),
        _ => random.NextInt64() >> random.Next(64),
    };

    /// <summary>One change.</summary>
    public static byte[] Mutate(byte[] whole, byte[] donor, Random random)
    {
        if (whole.Length == 0)
        {
            return Block(donor, random).ToArray();
        }

        int at = random.Next(whole.Length);
        int length = Math.Min(BlockLength(random), whole.Length - at);
        switch (random.Next(11))
        {
            case 0 or 1:
                return Edited(whole, bytes => bytes[at] ^= (byte)(1 << random.Next(8)));
            case 2:
                return Edited(whole, bytes => bytes[at] = (byte)random.Next(256));
            case 3:
                return Edited(whole, bytes => bytes[at] = (byte)(bytes[at] + random.Next(-35, 36)));
            case 4 or 5:
                return Edited(whole, bytes => WriteInteger(bytes.AsSpan(at), random));
            case 6:
                return Replaced(whole, at, length, []);
            case 7:
                return Replaced(whole, at, random.Next(2) * length, Block(whole, random));
            case 8:
                return Replaced(whole, at, random.Next(2) * length, Block(donor, random));
            case 9:
                return random.Next(4) == 0 ? whole[..at] : Replaced(whole, at, 0, whole.AsSpan(at, length));
            default:
                return random.Next(4) == 0
                    ? Replaced(whole, at, whole.Length - at, donor.AsSpan(Math.Min(at, donor.Length)))
                    : Edited(whole, bytes => bytes.AsSpan(at, length).Fill((byte)random.Next(256)));
        }
    }

    /// <summary>A part of the bytes replaced by another.</summary>
    public static byte[] Replaced(byte[] whole, int at, int length, ReadOnlySpan<byte> replacement)
    {
        byte[] result = new byte[whole.Length - length + replacement.Length];
        whole.AsSpan(0, at).CopyTo(result);
        replacement.CopyTo(result.AsSpan(at));
        whole.AsSpan(at + length).CopyTo(result.AsSpan(at + replacement.Length));
        return result;
    }

    private static byte[] Edited(byte[] whole, Action<byte[]> edit)
    {
        byte[] copy = [.. whole];
        edit(copy);
        return copy;
    }

    /// <summary>2, 4 or 8 bytes of either byte order; sometimes the present value plus a small one.</summary>
    private static void WriteInteger(Span<byte> place, Random random)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        int size = Math.Min(2 << random.Next(3), place.Length);
        bool isBig = random.Next(3) == 0;
        BinaryPrimitives.WriteInt64LittleEndian(number, Integer(random));
        if (isBig)
        {
            number[..size].Reverse();
        }

        number[..size].CopyTo(place);
    }

    private static ReadOnlySpan<byte> Block(byte[] source, Random random)
    {
        if (source.Length == 0)
        {
            return [];
        }

        int start = random.Next(source.Length);
        return source.AsSpan(start, Math.Min(BlockLength(random), source.Length - start));
    }

    /// <summary>Mostly a few bytes.</summary>
    private static int BlockLength(Random random) => 1 + random.Next(1 << random.Next(1, 12));
}
