namespace MiniConvViz.Execution;

/// <content>What taps, edits and statistics are made of: the watchers of a session.</content>
public sealed partial class Session
{
    /// <summary>Held during a run: what a watcher's owner reads or changes is that of a whole run.</summary>
    internal Lock Gate => _gate;

    /// <summary>Adds a watcher; the next run is planned with it.</summary>
    internal void Watch(IWatcher watcher)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ChangeWatchers(() => _watchers.Add(watcher));
    }

    /// <summary>Removes a watcher; the next run is planned without it.</summary>
    internal void Unwatch(IWatcher watcher) => ChangeWatchers(() => _watchers.Remove(watcher));

    /// <summary>Takes back an array that was made for a watcher; a later run writes into it.</summary>
    /// <exception cref="InvalidOperationException">It was called during a run.</exception>
    internal void Recycle(float[] array)
    {
        if (_isRunning)
        {
            throw new InvalidOperationException("Activations are recycled between runs; later nodes still read them.");
        }

        _backend.Spare.Give(array);
    }

    /// <summary>Ends all watching and listening: the session is as new, but for its weights on the device.</summary>
    internal void EndWatching()
    {
        lock (_gate)
        {
            StepTimed = null;
            _watchers.EndAll();
        }
    }

    /// <summary>Changes what is watched, which the plan made for the old set does not deliver.</summary>
    private void ChangeWatchers(Action change)
    {
        lock (_gate)
        {
            ThrowIfRunning();
            change();
            _planned = null;
            _backend.Spare.Clear();
        }
    }
}
