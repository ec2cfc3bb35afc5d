namespace MiniConvViz.Cli;

/// <summary>
/// Reads inputs in advance, on the pool's threads, within a fixed amount of memory, whatever their number and size:
/// photographs of 100 megapixels are read one at a time.
/// </summary>
internal sealed class InputQueue
{
    /// <summary>The most bytes for inputs that are being read or are waiting; a single input may take more.</summary>
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

    /// <summary>The errors of inputs that were skipped; the error of a single input is thrown instead.</summary>
    public IReadOnlyList<UnreadableInputException> Failures => _failures;

    /// <summary>The next input, which stays in the queue; null when there is none.</summary>
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

    /// <summary>Takes the next inputs that can go through the network together, at most a given number.</summary>
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

    /// <summary>Starts reading until a given number of inputs is queued, or the memory is used up.</summary>
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

    /// <summary>The bytes of an input: while it is being read, or once it is waiting.</summary>
    private static long BytesOf((Task<LoadedInput> Loading, long Bytes) input) =>
        input.Loading.IsCompletedSuccessfully ? input.Loading.Result.Bytes : input.Bytes;
}
