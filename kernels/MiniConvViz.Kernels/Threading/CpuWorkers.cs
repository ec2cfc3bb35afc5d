using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// A thread pool of fixed size that runs one <see cref="ICpuJob"/> after another; each worker has scratch memory of
/// its own. The thread that calls <see cref="For{TJob}"/> is worker 0 and takes part, so a pool of one worker starts
/// no threads.
/// </summary>
/// <remarks>
/// The threads live as long as this object. Between jobs they spin for some microseconds, about the time between two
/// layers of a network, and then block. A call allocates nothing once the scratch memory has grown to the size that
/// the jobs need. Calls from several threads are run one after the other.
/// </remarks>
internal sealed unsafe class CpuWorkers : IDisposable
{
    /// <summary>
    /// The shared scratch memory of the transposed convolution, which is in use while a convolution uses its own.
    /// </summary>
    internal const int ConvTransposeScratch = 1;

    /// <summary>
    /// The shared scratch memory for the slices of a volume that one slice of the output depends on, or for a
    /// pooling's results from them; it is in use while a 2-d kernel uses its own.
    /// </summary>
    internal const int SliceStackScratch = 2;

    /// <summary>The shared scratch memory for that slice of the output.</summary>
    internal const int SliceScratch = 3;

    /// <summary>
    /// The shared scratch memory for the gates and states of a recurrent layer; it is in use while the linear layer
    /// uses its own.
    /// </summary>
    internal const int RecurrentScratch = 4;

    private const int ChunksPerWorker = 16;
    private static readonly long SpinTicks = Stopwatch.Frequency / 20_000; // 50 microseconds

    private readonly Lock _oneCallAtATime = new();
    private readonly object _gate = new();
    private readonly Thread[] _threads;
    private readonly CpuScratch[] _scratch;
    private readonly CpuScratch[] _sharedScratch;

    // All of these change only under _gate, except _next, the index of the next piece, which is incremented
    // atomically.
    private delegate*<void*, int, int, int, CpuWorkers, void> _runPieces;
    private void* _job;
    private int _count;
    private int _chunk;
    private int _next;
    private int _busy;
    private int _sleeping;
    private volatile int _generation;
    private volatile bool _open;
    private bool _callerSleeps;
    private bool _stopping;
    private ExceptionDispatchInfo? _failure;

    /// <summary>
    /// Starts <c>threads - 1</c> threads; the caller of <see cref="For{TJob}"/> is the remaining one.
    /// </summary>
    /// <param name="threads">How many threads work on one job, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is less than 1.</exception>
    public CpuWorkers(int threads)
        : this(threads, AlignedMemory.Allocate)
    {
    }

    /// <summary>As the other constructor, with a given allocator of scratch memory.</summary>
    internal CpuWorkers(int threads, Func<int, ArraySegment<float>> allocate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Threads = threads;
        _sharedScratch = [new(allocate), new(allocate), new(allocate), new(allocate), new(allocate)];
        _scratch = new CpuScratch[threads];
        _threads = new Thread[threads - 1];
        for (int worker = 0; worker < threads; worker++)
        {
            _scratch[worker] = new CpuScratch(allocate);
        }

        for (int worker = 1; worker < threads; worker++)
        {
            int self = worker;
            _threads[worker - 1] = new Thread(() => Serve(self)) { IsBackground = true, Name = $"cpu worker {self}" };
            _threads[worker - 1].Start();
        }
    }

    /// <summary>How many threads work on one job, the caller among them.</summary>
    public int Threads { get; }

    /// <summary>
    /// Calls <c>job.Run(index, worker, this)</c> for every index from 0 to <paramref name="count"/> - 1, spread over
    /// the workers, and returns when all are done. A worker takes the next few indices whenever it is free (dynamic
    /// scheduling), so pieces may take different times.
    /// </summary>
    /// <param name="count">How many pieces.</param>
    /// <param name="job">
    /// The work of each piece. An exception that it throws on any thread is rethrown here; pieces that have not begun
    /// are then skipped.
    /// </param>
    /// <param name="scratchFloats">
    /// The most that a piece will request from <see cref="Scratch"/>. It is reserved for all workers now, so that a
    /// later call allocates nothing even if the pieces are spread differently.
    /// </param>
    public void For<TJob>(int count, ref TJob job, int scratchFloats = 0)
        where TJob : unmanaged, ICpuJob
    {
        lock (_oneCallAtATime)
        {
            foreach (CpuScratch scratch in _scratch)
            {
                scratch.Reserve(scratchFloats);
            }

            fixed (TJob* pointer = &job)
            {
                if (Threads == 1 || count <= 1)
                {
                    RunPieces<TJob>(pointer, 0, count, 0, this);
                    return;
                }

                Open(pointer, &RunPieces<TJob>, count);
                try
                {
                    TakePieces(0);
                }
                finally
                {
                    Close();
                }

                _failure?.Throw();
            }
        }
    }

    /// <summary>
    /// Memory for one worker alone, at least <paramref name="floats"/> long and aligned to 64 bytes. Its contents are
    /// unspecified, and it is valid until that worker calls this again.
    /// </summary>
    public float* Scratch(int worker, int floats) => _scratch[worker].Reserve(floats);

    /// <summary>
    /// Blocks the jobs of other threads until the scope ends, for a kernel whose jobs pass values to each other in
    /// <see cref="SharedScratch"/>.
    /// </summary>
    public Lock.Scope Hold() => _oneCallAtATime.EnterScope();

    /// <summary>
    /// Like <see cref="Scratch"/>, but for all workers to read: the caller of <see cref="For{TJob}"/> reserves it
    /// within <see cref="Hold"/>, and passes the pointer in its jobs. A kernel that calls another one while it holds
    /// such memory takes a <paramref name="which"/> of its own.
    /// </summary>
    public float* SharedScratch(int floats, int which = 0) => _sharedScratch[which].Reserve(floats);

    /// <summary>Ends the threads and waits until they have ended.</summary>
    public void Dispose()
    {
        lock (_oneCallAtATime)
        {
            lock (_gate)
            {
                _stopping = true;
                _generation++;
                Monitor.PulseAll(_gate);
            }

            foreach (Thread thread in _threads)
            {
                thread.Join();
            }
        }
    }

    private static void RunPieces<TJob>(void* job, int start, int end, int worker, CpuWorkers workers)
        where TJob : unmanaged, ICpuJob
    {
        for (int index = start; index < end; index++)
        {
            ((TJob*)job)->Run(index, worker, workers);
        }
    }

    private void Open(void* job, delegate*<void*, int, int, int, CpuWorkers, void> runPieces, int count)
    {
        lock (_gate)
        {
            _job = job;
            _runPieces = runPieces;
            _count = count;
            _chunk = Math.Max(1, count / (Threads * ChunksPerWorker));
            _next = 0;
            _failure = null;
            _open = true;
            _generation++;
            if (_sleeping > 0)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>
    /// Ends the job: no further worker joins, and after waiting for those that did, the job may leave the caller's
    /// stack.
    /// </summary>
    private void Close()
    {
        _open = false;
        long deadline = Stopwatch.GetTimestamp() + SpinTicks;
        while (Volatile.Read(ref _busy) > 0 && Stopwatch.GetTimestamp() < deadline)
        {
            Thread.SpinWait(4);
        }

        lock (_gate)
        {
            _callerSleeps = true;
            while (_busy > 0)
            {
                Monitor.Wait(_gate);
            }

            _callerSleeps = false;
        }
    }

    private void TakePieces(int worker)
    {
        while (true)
        {
            int end = Interlocked.Add(ref _next, _chunk);
            int start = end - _chunk;
            if (start >= _count)
            {
                return;
            }

            _runPieces(_job, start, Math.Min(end, _count), worker, this);
        }
    }

    /// <summary>
    /// An exception would end the process if it left a worker's thread: it is stored for the caller of
    /// <see cref="For{TJob}"/>, and no further pieces are taken.
    /// </summary>
    private ExceptionDispatchInfo? TryTakePieces(int worker)
    {
        try
        {
            TakePieces(worker);
            return null;
        }
        catch (Exception problem)
        {
            Interlocked.Exchange(ref _next, _count);
            return ExceptionDispatchInfo.Capture(problem);
        }
    }

    private void Serve(int worker)
    {
        int seen = 0;
        while (JoinNextJob(ref seen))
        {
            ExceptionDispatchInfo? failure = TryTakePieces(worker);
            lock (_gate)
            {
                _failure ??= failure;
                _busy--;
                if (_callerSleeps && _busy == 0)
                {
                    Monitor.PulseAll(_gate);
                }
            }
        }
    }

    /// <summary>Waits for the next job; false if the pool is being disposed.</summary>
    private bool JoinNextJob(ref int seen)
    {
        long deadline = Stopwatch.GetTimestamp() + SpinTicks;
        while (_generation == seen && Stopwatch.GetTimestamp() < deadline)
        {
            Thread.SpinWait(4);
        }

        lock (_gate)
        {
            // A worker that wakes after the job was closed has only missed its share of the work.
            while (!_stopping && (!_open || _generation == seen))
            {
                _sleeping++;
                Monitor.Wait(_gate);
                _sleeping--;
            }

            seen = _generation;
            _busy += _stopping ? 0 : 1;
            return !_stopping;
        }
    }
}
