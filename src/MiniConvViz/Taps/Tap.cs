using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Taps;

/// <summary>
/// A request to keep some nodes' activations; no others are kept. Disposing the tap releases its activations, and the
/// next run is planned without it. Its members wait for the end of a run that another thread has begun.
/// </summary>
public sealed class Tap : IValueWatcher, IDisposable
{
    private readonly Session _session;
    private List<Activation> _activations = [];
    private bool _areShared;
    private bool _disposed;

    internal Tap(Session session, IReadOnlyList<Node> nodes)
    {
        (_session, Nodes) = (session, nodes);
        session.Watch(this);
    }

    /// <summary>
    /// Raised for every activation as soon as its node has run, while the rest of the network still runs. On a GPU all
    /// work is queued at once, and the event is raised at the end of the run, unless an <see cref="Edit"/> changes the
    /// activation.
    /// </summary>
    public event Action<Activation>? Captured;

    /// <summary>The nodes of this tap, in execution order.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>
    /// The activations of the latest run of any thread, in execution order; empty before the first. A later run makes a
    /// new list: this one keeps the activations of its run.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The tap was disposed.</exception>
    public IReadOnlyList<Activation> Activations
    {
        get
        {
            lock (_session.Gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                _areShared = true;
                return _activations;
            }
        }
    }

    /// <summary>The activation of one node in the latest run.</summary>
    /// <exception cref="KeyNotFoundException">The tap does not hold that node.</exception>
    public Activation this[string name] =>
        Activations.FirstOrDefault(activation => activation.Name == name)
        ?? throw new KeyNotFoundException(
            $"The tap holds no activation of '{name}': "
            + $"{(Nodes.Any(node => node.Name == name) ? "nothing has run yet" : "it was not opened for that node")}.");

    /// <summary>
    /// Recycles the latest run's activations: the next run writes into their memory instead of allocating, which takes
    /// longer than many a layer. <see cref="Activations"/> is empty then, and reading the values of an
    /// <see cref="Activation"/> that was kept throws.
    /// </summary>
    public void Recycle()
    {
        lock (_session.Gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            foreach (Activation activation in _activations)
            {
                if (activation.Release() is float[] array)
                {
                    _session.Recycle(array);
                }
            }

            Release();
        }
    }

    /// <summary>Releases every activation and ends the request.</summary>
    public void Dispose()
    {
        lock (_session.Gate)
        {
            if (!_disposed)
            {
                _session.Unwatch(this);
                _disposed = true;
                Release();
            }
        }
    }

    void IWatcher.BeginRun() => Release();

    void IValueWatcher.Take(Node node, Tensor values, bool isRecyclable)
    {
        Activation activation = new(node, values) { IsRecyclable = isRecyclable };

        // Nodes that are fused are delivered together, perhaps later than nodes that follow one of them in execution
        // order.
        int place = _activations.Count;
        while (place > 0 && _activations[place - 1].Node.Index > activation.Node.Index)
        {
            place--;
        }

        _activations.Insert(place, activation);
        Captured?.Invoke(activation);
    }

    /// <summary>Empties the list, or starts another where a caller may still read it.</summary>
    private void Release()
    {
        if (_areShared)
        {
            (_activations, _areShared) = ([], false);
        }
        else
        {
            _activations.Clear();
        }
    }
}
