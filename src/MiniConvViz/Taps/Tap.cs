using MiniConvViz.Networks;

namespace MiniConvViz.Taps;

/// <summary>
/// A request to keep some nodes' activations. Nothing is kept that no tap asked for; disposing the tap lets go of all
/// it kept and the next run is planned without it.
/// </summary>
public sealed class Tap : IDisposable
{
    private readonly List<Activation> _activations = [];
    private readonly Action<float[]> _recycle;
    private readonly Action<Tap> _remove;
    private bool _disposed;

    internal Tap(IReadOnlyList<Node> nodes, Action<float[]> recycle, Action<Tap> remove) =>
        (Nodes, _recycle, _remove) = (nodes, recycle, remove);

    /// <summary>
    /// Raised for every activation as soon as its node has run, while the rest of the network still runs. A GPU gets all
    /// its work at once: there the event waits for the end, unless an <see cref="Edit"/> changes the activation.
    /// </summary>
    public event Action<Activation>? Captured;

    /// <summary>The nodes this tap asked for, in execution order.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>The activations of the latest run, in execution order; empty before the first.</summary>
    /// <exception cref="ObjectDisposedException">The tap was disposed.</exception>
    public IReadOnlyList<Activation> Activations
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _activations;
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
        foreach (Activation activation in Activations)
        {
            if (activation.Part() is float[] array)
            {
                _recycle(array);
            }
        }

        _activations.Clear();
    }

    /// <summary>Lets go of every activation and of the request.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _activations.Clear();
            _remove(this);
        }
    }

    internal void BeginRun() => _activations.Clear();

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
}
