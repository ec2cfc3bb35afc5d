namespace MiniConvViz.Kernels;

/// <summary>
/// The memory that one thread may access: that of its own stack, and a cache of the shared memory it has accessed.
/// </summary>
internal sealed class CheckedThread
{
    private const int NotShared = 0;
    private const int Remembered = 8;

    private readonly List<(long Key, MemoryRange Range)> _held = [];
    private readonly MemoryRange[] _met = new MemoryRange[Remembered];
    private int _nextMet;
    private int _removals;

    /// <summary>How many pieces of memory this thread's methods hold.</summary>
    public int Depth => _held.Count;

    /// <summary>Registers memory until <see cref="Leave"/>.</summary>
    public void Add(MemoryRange range, bool isShared)
    {
        if (range.Bytes > 0)
        {
            _held.Add((isShared ? SharedRanges.Add(range) : NotShared, range));
        }
    }

    /// <summary>Removes all but the first <paramref name="depth"/>.</summary>
    public void Leave(int depth)
    {
        for (int i = _held.Count - 1; i >= depth; i--)
        {
            if (_held[i].Key != NotShared)
            {
                SharedRanges.Remove(_held[i].Key);
            }
        }

        _held.RemoveRange(depth, _held.Count - depth);
    }

    /// <summary>Whether an access lies within one piece of memory.</summary>
    public bool Reaches(nuint address, nuint bytes)
    {
        if (_removals == SharedRanges.Removals)
        {
            foreach (ref MemoryRange range in _met.AsSpan())
            {
                if (range.Holds(address, bytes))
                {
                    return true;
                }
            }
        }

        for (int i = _held.Count - 1; i >= 0; i--)
        {
            if (_held[i].Range.Holds(address, bytes))
            {
                return true;
            }
        }

        return Meet(address, bytes);
    }

    /// <summary>The memory that lies nearest to an address.</summary>
    public MemoryRange Nearest(nuint address) => SharedRanges.Nearest(
        address,
        _held.Count == 0
            ? new MemoryRange(0, 0, "")
            : _held.Select(entry => entry.Range).MinBy(range => range.Distance(address)));

    private bool Meet(nuint address, nuint bytes)
    {
        int removals = SharedRanges.Removals;
        if (_removals != removals)
        {
            Array.Clear(_met);
            _removals = removals;
        }

        if (SharedRanges.Holding(address, bytes) is not { } range)
        {
            return false;
        }

        _met[_nextMet] = range;
        _nextMet = (_nextMet + 1) % Remembered;
        return true;
    }
}
