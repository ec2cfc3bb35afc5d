using MiniConvViz.Networks;

namespace MiniConvViz.Taps;

/// <summary>
/// A request to keep some nodes' activations. Nothing is kept that no tap asked for; disposing the tap lets go of all
/// it kept and the next run is planned without it. Its members wait for the end of a run that another thread has begun.
/// </summary>
public sealed class Tap : IDisposable
{
    private readonly Lock _gate;
    private readonly Action<float[]> _recycle;
    private readonly Action<Tap> _remove;
    private List<Activation> _activations = [];
    private bool _areHandedOut;
    private bool _disposed;

    internal Tap(IReadOnlyList<Node> nodes, Lock gate, Action<float[]> recycle, Action<Tap> remove) =>
        (Nodes, _gate, _recycle, _remove) = (nodes, gate, recycle, remove);

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
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                _areHandedOut = true;
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
    /// Says that nobody looks at the latest run's activations any more: the next run writes into their memory instead of
    /// asking the system for new, which costs more than many a layer. <see cref="Activations"/> is empty then, and the
    /// numbers of an <see cref="Activation"/> that was kept throw.
    /// </summary>
    public void Recycle()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            foreach (Activation activation in _activations)
            {
                if (activation.Part() is float[] array)
                {
                    _recycle(array);
                }
            }

            LetGo();
        }
    }

    /// <summary>Lets go of every activation and of the request.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                _remove(this);
                _disposed = true;
                LetGo();
            }
        }
    }

    internal void BeginRun() => LetGo();

    internal void Capture(Activation activation)
    {
        // Nodes that are computed together may come after others that follow one of them.
        int place = _activations.Count;
        while (place > 0 && _activations[place - 1].Node.Index > activation.Node.Index)
        {
            place--;
        }

        _activations.Insert(place, activation);
        Captured?.Invoke(activation);
    }

    /// <summary>Empties the list, or starts another where somebody may be looking at it.</summary>
    private void LetGo()
    {
        if (_areHandedOut)
        {
            (_activations, _areHandedOut) = ([], false);
        }
        else
        {
            _activations.Clear();
        }
    }
}
