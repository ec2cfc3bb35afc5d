namespace MiniConvViz.Execution;

/// <summary>
/// A session of a <see cref="SessionPool"/> that is rented to one caller. Disposing of the lease returns it; taps and
/// edits that are still open on it are disposed of.
/// </summary>
public sealed class SessionLease : IDisposable
{
    private readonly SessionPool _pool;
    private Session? _session;

    internal SessionLease(SessionPool pool, Session session) => (_pool, _session) = (pool, session);

    /// <summary>The session; it is used until the lease is disposed of, and not disposed of itself.</summary>
    /// <exception cref="ObjectDisposedException">The lease was disposed.</exception>
    public Session Session => _session ?? throw new ObjectDisposedException(nameof(SessionLease));

    /// <summary>Returns the session; a second time does nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _session, null) is Session session)
        {
            _pool.Return(session);
        }
    }
}
