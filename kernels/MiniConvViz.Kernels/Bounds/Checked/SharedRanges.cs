namespace MiniConvViz.Kernels;

/// <summary>The memory that every thread may access: <c>fixed</c> variables of methods, and scratch memory.</summary>
internal static class SharedRanges
{
    private static readonly Lock Gate = new();
    private static readonly List<(long Key, MemoryRange Range)> Ranges = [];
    private static long _lastKey;
    private static volatile int _removals;

    /// <summary>The number of removals: ranges that a thread cached before the latest one may be invalid.</summary>
    public static int Removals => _removals;

    /// <summary>Adds memory; the result removes it.</summary>
    public static long Add(MemoryRange range)
    {
        lock (Gate)
        {
            Ranges.Add((++_lastKey, range));
            return _lastKey;
        }
    }

    /// <summary>Removes memory.</summary>
    public static void Remove(long key)
    {
        lock (Gate)
        {
            // The newest are removed first.
            int index = Ranges.FindLastIndex(entry => entry.Key == key);
            Ranges.RemoveAt(index);
            _removals++;
        }
    }

    /// <summary>The memory that contains an access, or null.</summary>
    public static MemoryRange? Holding(nuint address, nuint bytes)
    {
        lock (Gate)
        {
            foreach ((_, MemoryRange range) in Ranges)
            {
                if (range.Holds(address, bytes))
                {
                    return range;
                }
            }

            return null;
        }
    }

    /// <summary>The nearer one of <paramref name="known"/> and all shared memory.</summary>
    public static MemoryRange Nearest(nuint address, MemoryRange known)
    {
        lock (Gate)
        {
            return Ranges.Select(entry => entry.Range).Append(known).MinBy(range => range.Distance(address));
        }
    }
}
