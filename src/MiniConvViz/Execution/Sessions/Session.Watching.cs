namespace MiniConvViz.Execution;

/// <content>The watchers of a session, which taps, edits and statistics use.</content>
public sealed partial class Session
{
    /// <summary>Locked during a run: a watcher's owner reads or changes only the state after a complete run.</summary>
    internal Lock Gate => _gate;

    /// <summary>Adds a watcher; the next run is planned with it.</summary>
    internal void Watch(IWatcher watcher)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ChangeWatchers(() => _watchers.Add(watcher));
    }

    /// <summary>Removes a watcher; the next run is planned without it.</summary>
    internal void Unwatch(IWatcher watcher) => ChangeWatchers(() => _watchers.Remove(watcher));

    /// <summary>Recycles an array that was made for a watcher; a later run writes into it.</summary>
    /// <exception cref="InvalidOperationException">It was called during a run.</exception>
    internal void Recycle(float[] array)
    {
        if (_isRunning)
        {
            throw new InvalidOperationException("Activations are recycled between runs; later nodes still read them.");
        }

        _backend.Recycled.Return(array);
    }

    /// <summary>
    /// Removes all watchers and listeners: the session is as new, except for its weights on the device.
    /// </summary>
    internal void EndWatching()
    {
        lock (_gate)
        {
            StepTimed = null;
            _watchers.EndAll();
        }
    }

    /// <summary>Changes the watched nodes and discards the plan for the old ones.</summary>
    private void ChangeWatchers(Action change)
    {
        lock (_gate)
        {
            ThrowIfRunning();
            change();
            _planned = null;
            _backend.Recycled.Clear();
        }
    }
}
