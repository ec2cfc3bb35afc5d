using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// A bounded number of sessions that share one network, for programs with many threads such as web servers: each thread
/// rents a session, runs it and returns it. Sessions are opened when they are first needed, and stay open.
/// </summary>
/// <remarks>
/// Each session of the <c>cpu</c> device has its own threads: one session per core with <see cref="Device.Cpu"/> of
/// one thread each gives the highest throughput, one session with all cores gives the lowest latency. On a GPU each
/// session takes memory for the weights and activations.
/// </remarks>
/// <example>
/// <code>
/// using SessionPool pool = new(network, Device.Cpu(threads: 1), size: 4);
/// using SessionLease lease = await pool.RentAsync();
/// Tensor logits = lease.Session.Run(input);
/// </code>
/// </example>
public sealed class SessionPool : IDisposable
{
    private readonly Stack<Session> _idle = [];
    private readonly SemaphoreSlim _free;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();

    /// <summary>Makes a pool; it opens no session yet.</summary>
    /// <param name="network">The network that every session runs.</param>
    /// <param name="device">The device they run on.</param>
    /// <param name="size">The most sessions that are open, and rented, at a time.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one session.</exception>
    public SessionPool(Network network, Device device, int size)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(device);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        (Network, Device, Size, _free) = (network, device, size, new SemaphoreSlim(size, size));
    }

    /// <summary>The network that all sessions run.</summary>
    public Network Network { get; }

    /// <summary>The device they run on.</summary>
    public Device Device { get; }

    /// <summary>The most sessions that are rented at a time.</summary>
    public int Size { get; }

    /// <inheritdoc cref="Session.Exact"/>
    public bool Exact { get; init; }

    /// <summary>Rents a session; waits while all are rented.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The session, until the lease is disposed of.</returns>
    /// <exception cref="DeviceException">The device cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    /// <exception cref="ObjectDisposedException">The pool was disposed, before or during the wait.</exception>
    public SessionLease Rent(CancellationToken cancellation = default)
    {
        using CancellationTokenSource either = EitherOf(cancellation);
        try
        {
            _free.Wait(either.Token);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            throw Disposed();
        }

        return Lease();
    }

    /// <summary>As <see cref="Rent"/>, without blocking a thread during the wait.</summary>
    /// <inheritdoc cref="Rent"/>
    public async Task<SessionLease> RentAsync(CancellationToken cancellation = default)
    {
        using CancellationTokenSource either = EitherOf(cancellation);
        try
        {
            await _free.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            throw Disposed();
        }

        return Lease();
    }

    /// <summary>Rents a session, runs it as <see cref="Session.Run"/> does, and returns it.</summary>
    /// <inheritdoc cref="Session.Run"/>
    public Tensor Run(params IReadOnlyList<Tensor> inputs)
    {
        using SessionLease lease = Rent();
        return lease.Session.Run(inputs);
    }

    /// <summary>
    /// Disposes of all sessions: idle ones now, rented ones when they are returned. Waiting callers get an
    /// <see cref="ObjectDisposedException"/>.
    /// </summary>
    public void Dispose()
    {
        _closing.Cancel();
        lock (_gate)
        {
            while (_idle.TryPop(out Session? session))
            {
                session.Dispose();
            }
        }
    }

    /// <summary>
    /// Returns a session to the pool, without the taps and edits left open on it. A session whose device failed is
    /// closed.
    /// </summary>
    internal void Return(Session session)
    {
        bool isKept = false;
        try
        {
            session.EndWatching();
            lock (_gate)
            {
                isKept = !session.IsFaulty && !session.IsDisposed && !_closing.IsCancellationRequested;
                if (isKept)
                {
                    _idle.Push(session);
                }
            }
        }
        finally
        {
            if (!isKept)
            {
                session.Dispose();
            }

            _free.Release();
        }
    }

    private SessionLease Lease()
    {
        try
        {
            lock (_gate)
            {
                // Opened one at a time, so that the second session finds the verdict of the first one's GPU self-test.
                ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, this);
                return new SessionLease(
                    this, _idle.TryPop(out Session? idle) ? idle : new Session(Network, Device) { Exact = Exact });
            }
        }
        catch
        {
            _free.Release();
            throw;
        }
    }

    private CancellationTokenSource EitherOf(CancellationToken cancellation) => _closing.IsCancellationRequested
        ? throw Disposed()
        : CancellationTokenSource.CreateLinkedTokenSource(cancellation, _closing.Token);

    private static ObjectDisposedException Disposed() => new(nameof(SessionPool));
}
