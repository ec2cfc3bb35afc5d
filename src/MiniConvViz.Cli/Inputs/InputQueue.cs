namespace MiniConvViz.Cli;

/// <summary>
/// Reads inputs ahead of their turn, on the pool's threads, but only as many as memory is set aside for, so that it
/// stays flat however many there are and however large: of photographs of 100 megapixels, one at a time is read.
/// </summary>
internal sealed class InputQueue
{
    /// <summary>Bytes that reading, and what was read and waits, may take; one input alone may take more.</summary>
    private const long MostBytes = 256L << 20;

    private readonly IReadOnlyList<RunTarget> _targets;
    private readonly Queue<(Task<LoadedInput> Loading, long Bytes)> _ahead = new();
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
                _waiting = new ReadyInput(target, _ahead.Dequeue().Loading.GetAwaiter().GetResult());
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
        List<ReadyInput> together = [];
        ReadAhead(count - 1);
        while (together.Count < count && Peek() is ReadyInput next && (together.Count == 0 || next.Joins(together[0])))
        {
            together.Add(next);
            _waiting = null;
            ReadAhead(count - together.Count);
        }

        return together;
    }

    /// <summary>Starts to read until so many wait, read or not, or memory is spent.</summary>
    public void ReadAhead(int count)
    {
        while (_ahead.Count < count && _taken + _ahead.Count < _targets.Count)
        {
            IInputSource source = _targets[_taken + _ahead.Count].Source;
            long bytes = source.LoadingBytes;
            if (_ahead.Count > 0 && _ahead.Sum(BytesOf) + bytes > MostBytes)
            {
                return;
            }

            _ahead.Enqueue((Task.Run(source.Load), bytes));
        }
    }

    /// <summary>What an input takes: while it is read, or once it waits.</summary>
    private static long BytesOf((Task<LoadedInput> Loading, long Bytes) input) =>
        input.Loading.IsCompletedSuccessfully ? input.Loading.Result.Bytes : input.Bytes;
}
