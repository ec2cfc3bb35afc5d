namespace MiniConvViz.Ptx;

/// <summary>The threads of a thread block, which are interpreted one after the other.</summary>
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

    /// <summary>The shared memory of the block.</summary>
    public PtxMemory Shared { get; }

    /// <summary>The directions of the current warp at branches that must be uniform.</summary>
    public PtxDirections Directions { get; } = new();

    /// <summary>Counts the work of the threads; null if nothing is counted.</summary>
    public PtxCounter? Counter { get; init; }

    /// <summary>The index of the block in its grid.</summary>
    public int Index { get; private set; }

    /// <summary>Runs one block of the grid.</summary>
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

    /// <summary>Runs a warp until its threads are done or wait at a barrier.</summary>
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

    /// <summary>Threads of a block must wait at the same barrier; otherwise they would deadlock.</summary>
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
