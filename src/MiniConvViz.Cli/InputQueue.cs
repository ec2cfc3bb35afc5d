namespace MiniConvViz.Cli;

/// <summary>
/// Reads inputs ahead of their turn, on the pool's threads, but never more than a few, so that memory stays flat
/// however many there are.
/// </summary>
internal sealed class InputQueue
{
    private readonly IReadOnlyList<RunTarget> _targets;
    private readonly Queue<Task<LoadedInput>> _ahead = new();
    private readonly List<UnreadableInputException> _failures = [];
    private ReadyInput? _waiting;
    private int _taken;

    public InputQueue(IReadOnlyList<RunTarget> targets)
    {
        _targets = targets;
        ReadAhead(1);
    }

    /// <summary>What could not be read so far and was skipped; one alone is not skipped but thrown.</summary>
    public IReadOnlyList<UnreadableInputException> Failures => _failures;

    /// <summary>The next input, left where it is; null when there is none.</summary>
    public ReadyInput? Peek()
    {
        while (_waiting is null && _taken < _targets.Count)
        {
            ReadAhead(1);
            RunTarget target = _targets[_taken++];
            try
            {
                _waiting = new ReadyInput(target, _ahead.Dequeue().GetAwaiter().GetResult());
            }
            catch (UnreadableInputException problem) when (_targets.Count > 1)
            {
                _failures.Add(problem);
            }
        }

        return _waiting;
    }

    /// <summary>The next inputs that can go through the network together, at most so many.</summary>
    public List<ReadyInput> Take(int count)
    {
        ReadAhead(count - 1);
        List<ReadyInput> together = [];
        while (together.Count < count && Peek() is ReadyInput next && (together.Count == 0 || next.Joins(together[0])))
        {
            together.Add(next);
            _waiting = null;
        }

        return together;
    }

    /// <summary>Starts to read until so many wait, read or not.</summary>
    public void ReadAhead(int count)
    {
        while (_ahead.Count < count && _taken + _ahead.Count < _targets.Count)
        {
            IInputSource source = _targets[_taken + _ahead.Count].Source;
            _ahead.Enqueue(Task.Run(source.Load));
        }
    }
}
