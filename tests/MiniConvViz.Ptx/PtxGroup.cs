namespace MiniConvViz.Ptx;

/// <summary>The threads of a group, taking turns.</summary>
internal sealed unsafe class PtxGroup
{
    private const int WarpThreads = 32;

    private readonly PtxThread[] _threads;
    private readonly PtxStop[] _stops;

    public PtxGroup(PtxLaunch launch, PtxMemory shared, ulong* registers, byte* parameters, byte* local)
    {
        (Launch, Shared) = (launch, shared);
        _stops = new PtxStop[launch.GroupThreads];
        _threads = new PtxThread[launch.GroupThreads];
        for (int i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new PtxThread(
                this,
                i,
                registers + ((long)i * launch.Kernel.Registers),
                parameters + ((long)i * launch.Kernel.ParameterBytes),
                local + ((long)i * launch.Kernel.LocalBytes));
        }
    }

    public PtxLaunch Launch { get; }

    /// <summary>The memory that the group's threads share.</summary>
    public PtxMemory Shared { get; }

    /// <summary>Which way the threads of the warp that runs went where all must go the same.</summary>
    public PtxDirections Directions { get; } = new();

    /// <summary>Counts what the threads do; null where nobody wants to know.</summary>
    public PtxCounter? Counter { get; init; }

    /// <summary>The group in its grid.</summary>
    public int Index { get; private set; }

    /// <summary>Runs one group of the grid.</summary>
    public void Run(int index)
    {
        Index = index;
        Shared.Forget();
        Array.ForEach(_threads, static thread => thread.Restart());
        do
        {
            for (int first = 0; first < _threads.Length; first += WarpThreads)
            {
                RunWarp(first, Math.Min(WarpThreads, _threads.Length - first));
            }

            RequireTogether(0, _threads.Length);
            Shared.Synchronize();
        }
        while (_stops[0] == PtxStop.Barrier);
    }

    /// <summary>Runs a warp until its threads are done or wait for the group.</summary>
    private void RunWarp(int first, int count)
    {
        do
        {
            Directions.BeginWarp();
            for (int i = first; i < first + count; i++)
            {
                Directions.BeginThread();
                _stops[i] = _threads[i].Run();
            }

            if (_stops[first] == PtxStop.Matrices)
            {
                RequireTogether(first, count);
                PtxMatrices.MultiplyAdd(_threads.AsSpan(first, count), _threads[first].At);
            }
        }
        while (_stops[first] == PtxStop.Matrices);
        Counter?.EndOfWarp();
    }

    /// <summary>Threads that wait for each other must wait at the same place; else they would for ever.</summary>
    private void RequireTogether(int first, int count)
    {
        for (int i = first + 1; i < first + count; i++)
        {
            if (_stops[i] != _stops[first]
                || (_stops[i] != PtxStop.Exit && _threads[i].At != _threads[first].At))
            {
                throw new PtxException($"group {Index}: thread {first} stands at '{_threads[first].At.Text}' "
                    + $"({_stops[first]}), thread {i} at '{_threads[i].At.Text}' ({_stops[i]})");
            }
        }
    }
}
