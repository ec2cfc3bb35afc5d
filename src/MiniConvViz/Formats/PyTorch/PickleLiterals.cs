using System.Numerics;
using static MiniConvViz.Formats.PyTorch.PickleOpcode;

namespace MiniConvViz.Formats.PyTorch;

/// <summary>The opcodes that push one value by themselves: numbers, texts, bytes, and empty collections.</summary>
/// <remarks>Source: https://github.com/python/cpython/blob/main/Lib/pickletools.py</remarks>
internal static class PickleLiterals
{
    /// <summary>The value an opcode pushes, whose bytes are read; null for all other opcodes.</summary>
    /// <exception cref="FormatException">Its bytes are cut short or invalid.</exception>
    public static PickleValue? Read(PickleOpcode opcode, PickleInput input) => opcode switch
    {
        NONE => PickleNone.Instance,
        NEWTRUE => PickleBool.True,
        NEWFALSE => PickleBool.False,
        BININT => new PickleInteger(input.ReadInt32()),
        BININT1 => new PickleInteger(input.ReadByte()),
        BININT2 => new PickleInteger(input.ReadUInt16()),
        LONG1 => Integer(input.ReadLong1()),
        LONG4 => Integer(input.ReadLong4()),
        BINFLOAT => new PickleFloat(input.ReadDoubleBigEndian()),
        SHORT_BINUNICODE => new PickleText(input.ReadText(input.ReadByte())),
        BINUNICODE => new PickleText(input.ReadText(input.ReadUInt32())),
        BINUNICODE8 => new PickleText(input.ReadText(input.ReadLength())),
        SHORT_BINSTRING => input.ReadTextOrBytes(input.ReadByte()),
        BINSTRING => input.ReadTextOrBytes(input.ReadUInt32()),
        SHORT_BINBYTES => input.ReadBinary(input.ReadByte()),
        BINBYTES => input.ReadBinary(input.ReadUInt32()),
        BINBYTES8 or BYTEARRAY8 => input.ReadBinary(input.ReadLength()),
        EMPTY_TUPLE => new PickleTuple([]),
        EMPTY_LIST => new PickleList(),
        EMPTY_DICT => new PickleDict(),
        EMPTY_SET => new PickleObject("set", []),
        _ => null,
    };

    private static PickleValue Integer(BigInteger value) =>
        value >= long.MinValue && value <= long.MaxValue
            ? new PickleInteger((long)value)
            : new PickleHugeInteger(value);
}
