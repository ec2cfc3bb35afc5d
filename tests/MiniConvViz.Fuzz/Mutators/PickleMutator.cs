using System.Buffers.Binary;
using MiniConvViz.Formats.PyTorch;

namespace MiniConvViz.Fuzz.Mutators;

/// <summary>
/// Changes the instructions of pickles, one after the other as in a legacy checkpoint; the bytes after the last are not
/// changed.
/// </summary>
internal static class PickleMutator
{
    private static readonly PickleOpcode[] Opcodes = Enum.GetValues<PickleOpcode>();

    private static readonly string[] Globals =
    [
        "torch._utils\n_rebuild_tensor_v2\n", "torch._utils\n_rebuild_parameter\n", "collections\nOrderedDict\n",
        "torch\nFloatStorage\n", "torch\nHalfStorage\n", "torch\nLongStorage\n", "torch\nQInt8Storage\n",
        "torch\nSize\n", "os\nsystem\n", "builtins\neval\n", "argparse\nNamespace\n", "numpy.core.multiarray\nscalar\n",
        "numpy\ndtype\n", "torch._utils\n_rebuild_qtensor\n", "torch._utils\n_rebuild_sparse_tensor\n",
        "torch.nn.modules.conv\nConv2d\n", "_codecs\nencode\n",
    ];

    /// <summary>One change; null where there is no pickle.</summary>
    public static byte[]? Mutate(byte[] whole, byte[] donor, Random random)
    {
        List<Range> instructions = Instructions(whole);
        if (instructions.Count < 2)
        {
            return null;
        }

        Range chosen = instructions[random.Next(instructions.Count)];
        (int at, int length) = chosen.GetOffsetAndLength(whole.Length);
        switch (random.Next(9))
        {
            case 0:
                return Havoc.Replaced(whole, at, length, []);
            case 1:
                return Havoc.Replaced(whole, at, 0, whole.AsSpan(chosen));
            case 2 or 3:
                return Havoc.Replaced(whole, at, 0, Instruction(random));
            case 4:
                return Havoc.Replaced(whole, at, length, Instruction(random));
            case 5:
                return Havoc.Replaced(whole, at, random.Next(2) * length, Run(whole, instructions, random));
            case 6 when Instructions(donor) is { Count: > 1 } others:
                return Havoc.Replaced(whole, at, random.Next(2) * length, Run(donor, others, random));
            default:
                return OtherOperand(whole, at, length, random);
        }
    }

    /// <summary>Some instructions in a row.</summary>
    private static ReadOnlySpan<byte> Run(byte[] source, List<Range> instructions, Random random)
    {
        int first = random.Next(instructions.Count);
        int last = Math.Min(instructions.Count - 1, first + random.Next(1 << random.Next(6)));
        return source.AsSpan(instructions[first].Start.Value..instructions[last].End.Value);
    }

    private static byte[] OtherOperand(byte[] whole, int at, int length, Random random)
    {
        if (length < 2)
        {
            return Havoc.Replaced(whole, at, length, [(byte)Opcodes[random.Next(Opcodes.Length)]]);
        }

        byte[] operand = whole.AsSpan(at + 1, length - 1).ToArray();
        if (random.Next(2) == 0 && operand.Length <= sizeof(long))
        {
            byte[] number = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(number, Havoc.Integer(random));
            return Havoc.Replaced(whole, at + 1, length - 1, number.AsSpan(0, operand.Length));
        }

        return Havoc.Replaced(whole, at + 1, length - 1, Havoc.Mutate(operand, operand, random));
    }

    /// <summary>A new instruction with an operand that fits it.</summary>
    private static byte[] Instruction(Random random)
    {
        PickleOpcode opcode = Opcodes[random.Next(Opcodes.Length)];
        byte[] number = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, Havoc.Integer(random));
        int small = random.Next(6);
        return OperandKindOf(opcode) switch
        {
            < 0 when opcode is PickleOpcode.GLOBAL or PickleOpcode.INST =>
                [(byte)opcode, .. System.Text.Encoding.ASCII.GetBytes(Globals[random.Next(Globals.Length)])],
            LineOperand => [(byte)opcode, .. System.Text.Encoding.ASCII.GetBytes($"{Havoc.Integer(random)}\n")],
            ByteLength => [(byte)opcode, (byte)small, .. number.AsSpan(0, small)],
            IntLength => [(byte)opcode, (byte)small, 0, 0, 0, .. number.AsSpan(0, small)],
            LongLength => [(byte)opcode, (byte)small, 0, 0, 0, 0, 0, 0, 0, .. number.AsSpan(0, small)],
            int fixedBytes and >= 0 => [(byte)opcode, .. number.AsSpan(0, fixedBytes)],
            _ => [(byte)opcode],
        };
    }

    private const int LineOperand = -1;
    private const int TwoLines = -2;
    private const int ByteLength = -3;
    private const int IntLength = -4;
    private const int LongLength = -5;

    /// <summary>The length of an instruction's operand: a number of bytes, or one of the constants above.</summary>
    private static int OperandKindOf(PickleOpcode opcode) => opcode switch
    {
        PickleOpcode.BININT or PickleOpcode.LONG_BINGET or PickleOpcode.LONG_BINPUT or PickleOpcode.EXT4 => 4,
        PickleOpcode.BININT1 or PickleOpcode.BINGET or PickleOpcode.BINPUT or PickleOpcode.PROTO
            or PickleOpcode.EXT1 => 1,
        PickleOpcode.BININT2 or PickleOpcode.EXT2 => 2,
        PickleOpcode.BINFLOAT or PickleOpcode.FRAME => 8,
        PickleOpcode.FLOAT or PickleOpcode.INT or PickleOpcode.LONG or PickleOpcode.PERSID or PickleOpcode.STRING
            or PickleOpcode.UNICODE or PickleOpcode.GET or PickleOpcode.PUT => LineOperand,
        PickleOpcode.GLOBAL or PickleOpcode.INST => TwoLines,
        PickleOpcode.SHORT_BINSTRING or PickleOpcode.SHORT_BINBYTES or PickleOpcode.SHORT_BINUNICODE
            or PickleOpcode.LONG1 => ByteLength,
        PickleOpcode.BINSTRING or PickleOpcode.BINUNICODE or PickleOpcode.BINBYTES or PickleOpcode.LONG4 => IntLength,
        PickleOpcode.BINUNICODE8 or PickleOpcode.BINBYTES8 or PickleOpcode.BYTEARRAY8 => LongLength,
        _ => 0,
    };

    /// <summary>The positions of the instructions, as far as the bytes are valid.</summary>
    private static List<Range> Instructions(byte[] bytes)
    {
        List<Range> instructions = [];
        for (int at = 0; at < bytes.Length && Array.IndexOf(Opcodes, (PickleOpcode)bytes[at]) >= 0;)
        {
            int end = EndOf(bytes, at);
            if (end < 0 || end > bytes.Length)
            {
                break;
            }

            instructions.Add(at..end);
            at = end;
        }

        return instructions;
    }

    private static int EndOf(byte[] bytes, int at)
    {
        int start = at + 1;
        ReadOnlySpan<byte> rest = bytes.AsSpan(start);
        switch (OperandKindOf((PickleOpcode)bytes[at]))
        {
            case LineOperand:
                return LineEnd(bytes, start);
            case TwoLines:
                int middle = LineEnd(bytes, start);
                return middle < 0 ? -1 : LineEnd(bytes, middle);
            case ByteLength:
                return rest.Length < 1 ? -1 : start + 1 + rest[0];
            case IntLength:
                return rest.Length < 4 ? -1 : Within(bytes, start + 4, BinaryPrimitives.ReadUInt32LittleEndian(rest));
            case LongLength:
                return rest.Length < 8 ? -1 : Within(bytes, start + 8, BinaryPrimitives.ReadUInt64LittleEndian(rest));
            case int length:
                return start + length;
        }
    }

    private static int Within(byte[] bytes, int start, ulong length) =>
        length <= (ulong)(bytes.Length - start) ? start + (int)length : -1;

    private static int LineEnd(byte[] bytes, int start)
    {
        int end = bytes.AsSpan(start).IndexOf((byte)'\n');
        return end < 0 ? -1 : start + end + 1;
    }
}
