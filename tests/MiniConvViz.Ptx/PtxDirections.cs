namespace MiniConvViz.Ptx;

/// <summary>
/// Which way the threads of a warp went at instructions marked <c>.uni</c>, since they last waited for each other. The
/// mark says that all threads go the same way, and a GPU may rely on it: where they do not, anything can happen.
/// </summary>
/// <remarks>
/// Threads run one after the other here. When one reaches a marked instruction for the k-th time, its direction is
/// compared with that of the thread that got there k times first.
/// </remarks>
internal sealed class PtxDirections
{
    private readonly Dictionary<PtxInstruction, List<ulong>> _taken = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<PtxInstruction, int> _times = new(ReferenceEqualityComparer.Instance);

    /// <summary>Forgets the threads of another warp, or those before a barrier.</summary>
    public void BeginWarp() => _taken.Clear();

    public void BeginThread() => _times.Clear();

    /// <summary>A thread goes a way: 1 or 0 for a predicate, or the index of a branch by an index.</summary>
    /// <exception cref="PtxException">Another thread of the warp went another.</exception>
    public void Take(PtxInstruction at, ulong direction)
    {
        if (!_taken.TryGetValue(at, out List<ulong>? taken))
        {
            _taken.Add(at, taken = []);
        }

        int time = _times.GetValueOrDefault(at);
        _times[at] = time + 1;
        if (time == taken.Count)
        {
            taken.Add(direction);
        }
        else if (taken[time] != direction)
        {
            throw new PtxException($"'{at.Text}' is marked as uniform, but threads of a warp go different ways");
        }
    }
}
