using System.Text;

namespace MiniConvViz.Fuzz.Mutators;

/// <summary>Changes headers that are text: JSON and Python's literals.</summary>
internal static class TextMutator
{
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", "(", ")", ",", ":", "\"", "'", "\\", "\\u0000", "\\u202e", "\\n", " ", "\n", "-", ".",
        "e9", "1e308", "null", "true", "True", "False", "None", "L", "0", "\"__metadata__\":{}", "\"dtype\":\"F32\"", "\"shape\":[]",
        "\"data_offsets\":[0,0]", "'descr': '<f4'", "'descr': '|O'", "'descr': [('a','<f4')]", "'fortran_order': True",
        "'shape': (1,)", "'shape': ()", "<f4", ">f8", "<i8", "|b1", "|u1", "<f2", "<c8", "F16", "BF16", "F64",
        "I64", "BOOL", "U8", "F8_E4M3", "\u00e9", "\ud83d\ude00",
    ];

    /// <summary>One change of the text.</summary>
    public static byte[] Mutate(ReadOnlySpan<byte> text, Random random)
    {
        byte[] whole = text.ToArray();
        return random.Next(6) switch
        {
            0 or 1 => OtherNumber(whole, random),
            2 => Havoc.Replaced(whole, random.Next(whole.Length + 1), 0, Piece(random)),
            3 => OtherToken(whole, random),
            4 => Repeated(whole, random),
            _ => Havoc.Mutate(whole, whole, random),
        };
    }

    private static byte[] Piece(Random random) => Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]);

    /// <summary>One number written in digits becomes another.</summary>
    private static byte[] OtherNumber(byte[] text, Random random)
    {
        int at = random.Next(text.Length + 1);
        int start = text.AsSpan(at).IndexOfAnyInRange((byte)'0', (byte)'9');
        if (start < 0)
        {
            return Havoc.Replaced(text, at, 0, Piece(random));
        }

        start += at;
        int length = text.AsSpan(start).IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        byte[] digits = Encoding.ASCII.GetBytes($"{Havoc.Integer(random)}");
        return Havoc.Replaced(text, start, length < 0 ? text.Length - start : length, digits);
    }

    /// <summary>A text between two quotes is replaced.</summary>
    private static byte[] OtherToken(byte[] text, Random random)
    {
        int start = text.AsSpan(random.Next(text.Length + 1)).IndexOfAny((byte)'"', (byte)'\'');
        int end = start < 0 ? -1 : text.AsSpan(start + 1).IndexOfAny((byte)'"', (byte)'\'');
        return end < 0 ? text : Havoc.Replaced(text, start + 1, end, Piece(random));
    }

    /// <summary>A part between two commas is repeated or removed.</summary>
    private static byte[] Repeated(byte[] text, Random random)
    {
        int at = random.Next(text.Length + 1);
        int start = at + text.AsSpan(at).IndexOf((byte)',');
        int end = start < at ? -1 : text.AsSpan(start + 1).IndexOf((byte)',');
        return end < 0 ? text
            : random.Next(2) == 0 ? Havoc.Replaced(text, start, end + 1, [])
            : Havoc.Replaced(text, start, 0, text.AsSpan(start, end + 1));
    }
}
