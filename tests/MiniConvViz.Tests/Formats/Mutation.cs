using System.Buffers.Binary;
using System.Globalization;

namespace MiniConvViz.Tests.Formats;

/// <summary>
/// One way to damage a file, chosen by a seed: the same seed, file and donor give the same damage on every machine.
/// </summary>
internal sealed class Mutation
{
    private static readonly long[] TellingNumbers =
    [
        1L << 62, -1, 0, 1, int.MaxValue, int.MinValue, long.MaxValue, uint.MaxValue, 0x7FFF, 0x8000_0000, 0xFFFF,
    ];

    private static readonly byte[] TellingBytes =
        [0, 1, 0x7F, 0x80, 0xFF, (byte)'.', (byte)'(', (byte)'u', 0x8A, (byte)'9'];

    private readonly List<string> _steps = [];
    private readonly Random _random;
    private readonly byte[] _donor;

    /// <summary>Damages a copy of <paramref name="whole"/> one to four times.</summary>
    /// <param name="whole">The file.</param>
    /// <param name="donor">Another file, whose blocks may be spliced in.</param>
    /// <param name="seed">Determines all random decisions.</param>
    public Mutation(byte[] whole, byte[] donor, int seed)
    {
        (_random, _donor, Bytes) = (new Random(seed), donor, [.. whole]);
        for (int faults = _random.Next(1, 5); faults > 0 && Bytes.Length > 0; faults--)
        {
            Damage();
        }
    }

    /// <summary>The damaged file.</summary>
    public byte[] Bytes { get; private set; }

    /// <summary>What was done: <c>bit 3 of byte 17, cut at 412</c>.</summary>
    public override string ToString() => string.Join(", ", _steps);

    private void Damage()
    {
        int at = _random.Next(Bytes.Length);
        switch (_random.Next(9))
        {
            case 0 or 1:
                int bit = _random.Next(8);
                Bytes[at] ^= (byte)(1 << bit);
                Note($"bit {bit} of byte {at}");
                break;
            case 2:
                Bytes[at] = TellingBytes[_random.Next(TellingBytes.Length)];
                Note($"byte {at} = {Bytes[at]}");
                break;
            case 3:
                OverwriteInteger(at);
                break;
            case 4:
                OverwriteDigits(at);
                break;
            case 5:
                Bytes = Bytes[..at];
                Note($"cut at {at}");
                break;
            case 6:
                Replace(at, BlockLength(Bytes, at), []);
                break;
            case 7:
                Replace(at, _random.Next(2) * BlockLength(Bytes, at), Block(Bytes));
                break;
            default:
                Replace(at, _random.Next(2) * BlockLength(Bytes, at), Block(_donor));
                break;
        }
    }

    /// <summary>A number of 2, 4 or 8 bytes, either byte order: lengths, offsets, counts.</summary>
    private void OverwriteInteger(int at)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        long value = TellingNumbers[_random.Next(TellingNumbers.Length)];
        int size = 2 << _random.Next(3);
        bool isBig = _random.Next(4) == 0;
        if (isBig)
        {
            BinaryPrimitives.WriteInt64BigEndian(number, value);
            number = number[^size..];
        }
        else
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, value);
            number = number[..size];
        }

        int length = Math.Min(size, Bytes.Length - at);
        number[..length].CopyTo(Bytes.AsSpan(at));
        Note($"{length} bytes from {at} = {value}{(isBig ? " (big-endian)" : "")}");
    }

    /// <summary>The next number written in digits, as in JSON and NumPy headers, becomes another one.</summary>
    private void OverwriteDigits(int at)
    {
        int start = at + Bytes.AsSpan(at).IndexOfAnyInRange((byte)'0', (byte)'9');
        if (start < at)
        {
            return;
        }

        int length = Bytes.AsSpan(start).IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        long value = TellingNumbers[_random.Next(TellingNumbers.Length)];
        byte[] digits = [.. value.ToString(CultureInfo.InvariantCulture).Select(digit => (byte)digit)];
        Replace(start, length < 0 ? Bytes.Length - start : length, digits);
    }

    /// <summary>Replaces bytes by others; the bytes after them move.</summary>
    private void Replace(int at, int length, byte[] replacement)
    {
        Bytes = [.. Bytes.AsSpan(0, at), .. replacement, .. Bytes.AsSpan(at + length)];
        Note($"{length} bytes from {at} became {replacement.Length} others");
    }

    private byte[] Block(byte[] source)
    {
        int start = _random.Next(source.Length);
        return source.AsSpan(start, BlockLength(source, start)).ToArray();
    }

    /// <summary>Mostly a few bytes, sometimes all the rest.</summary>
    private int BlockLength(byte[] source, int start) =>
        1 + _random.Next(Math.Min(1 << _random.Next(1, 14), source.Length - start));

    private void Note(string step) => _steps.Add(step);
}
