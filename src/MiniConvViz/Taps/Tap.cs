using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Taps;

/// <summary>
/// A request to keep some nodes' activations. Nothing is kept that no tap asked for; disposing the tap releases all it
/// kept and the next run is planned without it. Its members wait for the end of a run that another thread has begun.
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
    /// Raised for every activation as soon as its node has run, while the rest of the network still runs. A GPU gets all
    /// its work at once: there the event waits for the end, unless an <see cref="Edit"/> changes the activation.
    /// </summary>
    public event Action<Activation>? Captured;

    /// <summary>The nodes this tap asked for, in execution order.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>
    /// The activations of the latest run, whichever thread asked for it, in execution order; empty before the first. A
    /// later run makes a list of its own: this one keeps the activations of its run.
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
            + $"{(Nodes.Any(node => node.Name == name) ? "nothing has run yet" : "it did not ask for that node")}.");

    /// <summary>
    /// Gives back the latest run's activations: the next run writes into their memory instead of allocating, which
    /// costs more than many a layer. <see cref="Activations"/> is empty then, and the values of an
    /// <see cref="Activation"/> that was kept throw.
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

        // Nodes that are computed together may come after others that follow one of them.
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
