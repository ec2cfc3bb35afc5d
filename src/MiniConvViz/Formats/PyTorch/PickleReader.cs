using System.Numerics;
using static MiniConvViz.Formats.PyTorch.PickleOpcode;

namespace MiniConvViz.Formats.PyTorch;

/// <summary>
/// Runs one pickle on a machine that can do little. A pickle is a program: bytes push values, collect them into tuples
/// and dicts, name Python functions (GLOBAL) and call them (REDUCE). Python would import and call whatever is named.
/// This machine knows the twenty-odd opcodes and dozen names that a state_dict needs, builds records of our own from
/// them, and refuses all else by name and position. It is a plain loop: nesting in the file costs no stack here.
/// </summary>
/// <remarks>
/// Source: https://github.com/python/cpython/blob/main/Lib/pickletools.py (the language);
/// https://github.com/pytorch/pytorch/blob/main/torch/_weights_only_unpickler.py (the same idea in PyTorch).
/// </remarks>
/// <param name="input">Positioned at the pickle's first byte; left behind its last.</param>
/// <param name="storages">Told of every storage that the pickle mentions.</param>
internal sealed class PickleReader(PickleInput input, TorchStorageTable storages)
{
    private const int Protocol = 2;
    private readonly PickleStack _stack = new();
    private readonly Dictionary<uint, PickleValue> _memo = [];

    /// <summary>The value that the pickle describes.</summary>
    /// <exception cref="UnreadableInputException">
    /// An opcode or name is not allowed, or the bytes make no sense.
    /// </exception>
    public PickleValue Read()
    {
        long at = input.Position;
        try
        {
            for (PickleOpcode opcode = Next(); opcode != STOP; opcode = Next())
            {
                Execute(opcode);
            }

            return _stack.PopResult();
        }
        catch (FormatException e)
        {
            throw input.Error(at, e.Message);
        }

        PickleOpcode Next()
        {
            at = input.Position;
            return (PickleOpcode)input.ReadByte();
        }
    }

    private void Execute(PickleOpcode opcode)
    {
        if (Literal(opcode) is PickleValue literal)
        {
            _stack.Push(literal);
            return;
        }

        switch (opcode)
        {
            case PROTO: CheckProtocol(input.ReadByte()); break;
            case MARK: _stack.Mark(); break;
            case BINPUT: Memorise(input.ReadByte()); break;
            case LONG_BINPUT: Memorise(input.ReadUInt32()); break;
            case BINGET: _stack.Push(Recall(input.ReadByte())); break;
            case LONG_BINGET: _stack.Push(Recall(input.ReadUInt32())); break;
            case TUPLE: _stack.Push(new PickleTuple(_stack.PopToMark())); break;
            case TUPLE1: PushTuple(1); break;
            case TUPLE2: PushTuple(2); break;
            case TUPLE3: PushTuple(3); break;
            case APPEND: Append([_stack.Pop()]); break;
            case APPENDS: Append(_stack.PopToMark()); break;
            case SETITEM: SetItems(Pop(2)); break;
            case SETITEMS: SetItems(_stack.PopToMark()); break;
            case GLOBAL: _stack.Push(Find(input.ReadLine(), input.ReadLine())); break;
            case BINPERSID: _stack.Push(storages.Resolve(_stack.Pop())); break;
            case REDUCE: Reduce(); break;
            case BUILD: Build(); break;
            default: throw Refusal(opcode);
        }
    }

    /// <summary>The value an opcode pushes by itself; null for all other opcodes.</summary>
    private PickleValue? Literal(PickleOpcode opcode) => opcode switch
    {
        NONE => PickleNone.Instance,
        NEWTRUE => PickleBool.True,
        NEWFALSE => PickleBool.False,
        BININT => new PickleInteger(input.ReadInt32()),
        BININT1 => new PickleInteger(input.ReadByte()),
        BININT2 => new PickleInteger(input.ReadUInt16()),
        LONG1 => Integer(input.ReadLong1()),
        BINFLOAT => new PickleFloat(input.ReadDoubleBigEndian()),
        BINUNICODE => new PickleText(input.ReadText(input.ReadUInt32())),
        SHORT_BINSTRING => new PickleText(input.ReadText(input.ReadByte())),
        EMPTY_TUPLE => new PickleTuple([]),
        EMPTY_LIST => new PickleList(),
        EMPTY_DICT => new PickleDict(),
        _ => null,
    };

    private static PickleValue Integer(BigInteger value) =>
        value >= long.MinValue && value <= long.MaxValue
            ? new PickleInteger((long)value)
            : new PickleHugeInteger(value);

    private static void CheckProtocol(byte protocol)
    {
        if (protocol != Protocol)
        {
            throw new FormatException($"pickle protocol {protocol}, expected {Protocol}; "
                + "save it again with torch.save(...), without pickle_protocol");
        }
    }

    private void Memorise(uint index) => _memo[index] = _stack.Peek();

    private PickleValue Recall(uint index) =>
        _memo.TryGetValue(index, out PickleValue? value)
            ? value
            : throw new FormatException($"memo {index} was never stored; the file is damaged");

    private PickleValue[] Pop(int count)
    {
        PickleValue[] values = new PickleValue[count];
        for (int i = count - 1; i >= 0; i--)
        {
            values[i] = _stack.Pop();
        }

        return values;
    }

    private void PushTuple(int count) => _stack.Push(new PickleTuple(Pop(count)));

    private void Append(PickleValue[] items) => _stack.Peek<PickleList>("a list").Items.AddRange(items);

    private void SetItems(PickleValue[] keysAndValues)
    {
        PickleDict dict = _stack.Peek<PickleDict>("a dict");
        if (keysAndValues.Length % 2 != 0)
        {
            throw new FormatException("a key without a value; the file is damaged");
        }

        for (int i = 0; i < keysAndValues.Length; i += 2)
        {
            dict.Add(keysAndValues[i], keysAndValues[i + 1]);
        }
    }

    private PickleGlobal Find(string module, string name) =>
        TorchGlobals.Find(module, name)
            ?? throw new FormatException(
                TorchGlobals.Refusal(module, name, isModule: _stack.IsEmpty || _stack.IsInsideModuleId));

    /// <summary>"Calls" what GLOBAL named: makes the record that stands for the result.</summary>
    private void Reduce()
    {
        PickleTuple arguments = _stack.Peek<PickleTuple>("a tuple of arguments");
        _stack.Pop();
        PickleGlobal callee = _stack.Peek<PickleGlobal>("a name to call");
        _stack.Pop();
        _stack.Push(TorchConstruction.Make(callee, arguments.Items));
    }

    /// <summary>
    /// An OrderedDict's attributes (<c>state_dict._metadata</c>: module versions) are read and dropped.
    /// </summary>
    private void Build()
    {
        _stack.Pop();
        _stack.Peek<PickleDict>("a dict, for BUILD gives only dicts attributes");
    }

    private static FormatException Refusal(PickleOpcode opcode) =>
        new($"the opcode {(Enum.IsDefined(opcode) ? opcode : "unknown")} (0x{(byte)opcode:X2}) is not one that a "
            + "state_dict needs, and a pickle is never executed; the file is damaged, or holds more than weights: "
            + "in Python: torch.save(model.state_dict(), path)");
}
