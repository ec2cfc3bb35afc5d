namespace MiniConvViz.Ptx;

/// <summary>
/// The directions that the threads of a warp took at instructions marked <c>.uni</c>, since their last barrier. The
/// mark promises that all threads take the same direction; if they diverge, the behaviour is undefined.
/// </summary>
/// <remarks>
/// Threads run one after the other here. When one reaches a marked instruction for the k-th time, its direction is
/// compared with that of the first thread that reached it k times.
/// </remarks>
internal sealed class PtxDirections
{
    private readonly Dictionary<PtxInstruction, List<ulong>> _taken = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<PtxInstruction, int> _times = new(ReferenceEqualityComparer.Instance);

    /// <summary>Discards the directions of another warp, or those before a barrier.</summary>
    public void BeginWarp() => _taken.Clear();

    public void BeginThread() => _times.Clear();

    /// <summary>Records a direction: 1 or 0 for a predicate, or the index of an indexed branch.</summary>
    /// <exception cref="PtxException">Another thread of the warp took another one.</exception>
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
