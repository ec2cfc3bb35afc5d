namespace MiniConvViz.Formats.PyTorch;

/// <summary>
/// The pickle machine's stack. MARK opens a section; no opcode may reach below the latest mark except those that take
/// the whole section.
/// </summary>
internal sealed class PickleStack
{
    private readonly List<PickleValue> _values = [];
    private readonly List<int> _marks = [];
    private int _pushed;

    /// <summary>The memory of the values.</summary>
    public PickleMemory Memory { get; } = new();

    private bool IsEmpty => _values.Count == 0 && _marks.Count == 0;

    /// <exception cref="FormatException">More values were made than any state_dict needs.</exception>
    public void Push(PickleValue value)
    {
        Count();
        Memory.TakeValue(value);
        _values.Add(value);
    }

    /// <summary>Pushes a value that was pushed before.</summary>
    /// <exception cref="FormatException">More values were pushed than any state_dict needs.</exception>
    public void PushAgain(PickleValue value)
    {
        Count();
        Memory.TakeMark();
        _values.Add(value);
    }

    /// <exception cref="FormatException">More marks and values were made than any state_dict needs.</exception>
    public void Mark()
    {
        Count();
        Memory.TakeMark();
        _marks.Add(_values.Count);
    }

    /// <summary>The topmost value, which stays.</summary>
    /// <exception cref="FormatException">There is none above the mark.</exception>
    public PickleValue Peek()
    {
        if (_values.Count <= (_marks.Count > 0 ? _marks[^1] : 0))
        {
            throw new FormatException("the stack is empty; the file is damaged");
        }

        return _values[^1];
    }

    /// <summary>The topmost value as <typeparamref name="T"/>, which stays.</summary>
    /// <exception cref="FormatException">There is none above the mark, or it is something else.</exception>
    public T Peek<T>(string expected)
        where T : PickleValue =>
        Peek() as T ?? throw new FormatException($"expected {expected}, got {Peek()}; the file is damaged");

    /// <exception cref="FormatException">There is none above the mark.</exception>
    public PickleValue Pop()
    {
        PickleValue top = Peek();
        _values.RemoveAt(_values.Count - 1);
        return top;
    }

    /// <summary>Removes the topmost value, or a mark on top.</summary>
    /// <exception cref="FormatException">There is neither.</exception>
    public void Discard()
    {
        if (_marks.Count > 0 && _marks[^1] == _values.Count)
        {
            _marks.RemoveAt(_marks.Count - 1);
        }
        else
        {
            Pop();
        }
    }

    /// <summary>Removes the latest mark and all values above it, in the order they were pushed.</summary>
    /// <exception cref="FormatException">There is no mark.</exception>
    public PickleValue[] PopToMark()
    {
        if (_marks.Count == 0)
        {
            throw new FormatException("the stack has no mark; the file is damaged");
        }

        int start = _marks[^1];
        PickleValue[] section = [.. _values.GetRange(start, _values.Count - start)];
        _values.RemoveRange(start, section.Length);
        _marks.RemoveAt(_marks.Count - 1);
        return section;
    }

    /// <summary>The last value.</summary>
    /// <exception cref="FormatException">There is none, or more than one.</exception>
    public PickleValue PopResult()
    {
        PickleValue result = Pop();
        return IsEmpty ? result : throw new FormatException("it stops with values left over; the file is damaged");
    }

    private void Count()
    {
        if (++_pushed > CheckpointLimits.PickleValues)
        {
            throw new FormatException($"more than {CheckpointLimits.PickleValues} values, which no state_dict needs");
        }
    }
}
