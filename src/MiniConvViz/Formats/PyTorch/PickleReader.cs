using static MiniConvViz.Formats.PyTorch.PickleOpcode;

namespace MiniConvViz.Formats.PyTorch;

/// <summary>
/// Runs one pickle on a restricted stack machine. A pickle is a program: bytes push values, collect them into tuples
/// and dicts, name Python functions (GLOBAL) and call them (REDUCE). Python would import and call any name. This
/// machine supports the names that construct tensors, and builds its own records from them. Any other call becomes a
/// <see cref="PickleObject"/>, which stores the name and the arguments of the call; nothing is called. The machine is a
/// loop: nesting in the file needs no recursion here.
/// </summary>
/// <remarks>
/// Source: https://github.com/python/cpython/blob/main/Lib/pickletools.py (the language);
/// https://github.com/pytorch/pytorch/blob/main/torch/_weights_only_unpickler.py (the same idea in PyTorch).
/// </remarks>
/// <param name="input">Positioned at the pickle's first byte; after the run, after its last.</param>
/// <param name="storages">Records every storage that the pickle mentions.</param>
internal sealed class PickleReader(PickleInput input, TorchStorageTable storages)
{
    private const int OldestProtocol = 2;
    private const int NewestProtocol = 5;
    private readonly PickleStack _stack = new();
    private readonly Dictionary<uint, PickleValue> _memo = [];
    private readonly Dictionary<(string Module, string Name), PickleGlobal> _names = [];

    /// <summary>The value that the pickle describes.</summary>
    /// <exception cref="UnreadableInputException"> An opcode or name is not allowed, or the bytes are invalid.
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
        if (PickleLiterals.Read(opcode, input) is PickleValue literal)
        {
            _stack.Push(literal);
            return;
        }

        switch (opcode)
        {
            case PROTO: CheckProtocol(input.ReadByte()); break;
            case FRAME: _ = input.ReadLength(); break;
            case MARK: _stack.Mark(); break;
            case POP: _stack.Discard(); break;
            case POP_MARK: _ = _stack.PopToMark(); break;
            case DUP: _stack.PushAgain(_stack.Peek()); break;
            case BINPUT: Memorise(input.ReadByte()); break;
            case LONG_BINPUT: Memorise(input.ReadUInt32()); break;
            case MEMOIZE: Memorise((uint)_memo.Count); break;
            case BINGET: _stack.PushAgain(Recall(input.ReadByte())); break;
            case LONG_BINGET: _stack.PushAgain(Recall(input.ReadUInt32())); break;
            case TUPLE: _stack.Push(new PickleTuple(_stack.PopToMark())); break;
            case TUPLE1: PushTuple(1); break;
            case TUPLE2: PushTuple(2); break;
            case TUPLE3: PushTuple(3); break;
            case FROZENSET: _stack.Push(new PickleObject("frozenset", _stack.PopToMark())); break;
            default: Combine(opcode); break;
        }
    }

    /// <summary>The opcodes that fill a value created before, or name and "call" a function.</summary>
    private void Combine(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case APPEND: Append([_stack.Pop()]); break;
            case APPENDS or ADDITEMS: Append(_stack.PopToMark()); break;
            case SETITEM: SetItems(Pop(2)); break;
            case SETITEMS: SetItems(_stack.PopToMark()); break;
            case GLOBAL: _stack.Push(Find(input.ReadLine(), input.ReadLine())); break;
            case STACK_GLOBAL: FindNamed(Pop(2)); break;
            case BINPERSID: _stack.Push(storages.Resolve(_stack.Pop())); break;
            case REDUCE or NEWOBJ: Call(); break;
            case NEWOBJ_EX: CallWithNames(); break;
            case BUILD: Build(_stack.Pop()); break;
            default: throw Refusal(opcode);
        }
    }

    private static void CheckProtocol(byte protocol)
    {
        if (protocol is < OldestProtocol or > NewestProtocol)
        {
            throw new FormatException($"pickle protocol {protocol}, expected {OldestProtocol} to {NewestProtocol}; "
                + "save it again with torch.save(...), without pickle_protocol");
        }
    }

    private void Memorise(uint index)
    {
        _stack.Memory.TakeMemo();
        _memo[index] = _stack.Peek();
        if (_memo.Count > CheckpointLimits.PickleValues)
        {
            throw new FormatException($"more than {CheckpointLimits.PickleValues} values, which no state_dict needs");
        }
    }

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

    private void Append(PickleValue[] items) => PickleFilling.Append(_stack.Peek(), items, _stack.Memory);

    private void SetItems(PickleValue[] keysAndValues) =>
        PickleFilling.SetItems(_stack.Peek(), keysAndValues, _stack.Memory);

    private void Build(PickleValue state) => PickleFilling.Build(_stack.Peek(), state);

    /// <summary>The placeholder of a name, the same each time.</summary>
    private PickleGlobal Find(string module, string name)
    {
        if (!_names.TryGetValue((module, name), out PickleGlobal? found))
        {
            found = _names.Count < CheckpointLimits.PickleNames
                ? TorchGlobals.Find(module, name)
                : throw new FormatException(
                    $"more than {CheckpointLimits.PickleNames} names, which no checkpoint needs");
            _names.Add((module, name), found);
        }

        return found;
    }

    private void FindNamed(PickleValue[] names) => _stack.Push(
        names is [PickleText module, PickleText name]
            ? Find(module.Value, name.Value)
            : throw new FormatException($"expected the texts of a name, got {names[0]} and {names[1]}; the file is "
                + "damaged"));

    /// <summary>"Calls" a name: makes the record of the result.</summary>
    private void Call()
    {
        PickleTuple arguments = _stack.Peek<PickleTuple>("a tuple of arguments");
        _stack.Pop();
        _stack.Push(TorchConstruction.Make(_stack.Pop(), arguments.Items));
    }

    /// <summary>The same with keyword arguments, which construct no tensor: they become attributes.</summary>
    private void CallWithNames()
    {
        PickleDict names = _stack.Peek<PickleDict>("a dict of arguments");
        _stack.Pop();
        Call();
        PickleFilling.Build(_stack.Peek(), names);
    }

    private static FormatException Refusal(PickleOpcode opcode) =>
        new($"the opcode {(Enum.IsDefined(opcode) ? opcode : "unknown")} (0x{(byte)opcode:X2}) is not one that "
            + "torch.save writes, and a pickle is never executed; the file is damaged, or was made by another program: "
            + "in Python: torch.save(model.state_dict(), path)");
}
