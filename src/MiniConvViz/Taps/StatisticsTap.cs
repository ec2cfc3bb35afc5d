using MiniConvViz.Analysis;
using MiniConvViz.Networks;

namespace MiniConvViz.Taps;

/// <summary>
/// A request for what some nodes' activations are like, channel by channel, over any number of runs. The activations
/// themselves are not kept: a GPU sends back nothing but the statistics, and memory stays that of an unwatched run.
/// Disposing the tap ends the request; what it has gathered stays. Its members wait for the end of a run that another
/// thread has begun.
/// </summary>
public sealed class StatisticsTap : IDisposable
{
    private readonly Dictionary<Node, LayerStatistics> _latest = [];
    private readonly Dictionary<Node, LayerStatistics> _all = [];
    private readonly Lock _gate;
    private readonly Action<StatisticsTap> _remove;
    private bool _disposed;

    internal StatisticsTap(
        IReadOnlyList<Node> nodes, bool hasHistograms, Lock gate, Action<StatisticsTap> remove) =>
        (Nodes, HasHistograms, _gate, _remove) = (nodes, hasHistograms, gate, remove);

    /// <summary>The nodes this tap asked for, in execution order.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>Whether the statistics have histograms.</summary>
    public bool HasHistograms { get; }

    /// <summary>The statistics of one node over all images of all runs since <see cref="Clear"/>.</summary>
    /// <exception cref="KeyNotFoundException">The tap holds nothing of that node.</exception>
    public LayerStatistics this[string name]
    {
        get
        {
            lock (_gate)
            {
                return _all.FirstOrDefault(entry => entry.Key.Name == name).Value ?? throw NothingOf(name);
            }
        }
    }

    /// <summary>Forgets all runs so far.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _all.Clear();
        }
    }

    /// <summary>Ends the request; the next run is planned without it.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                _remove(this);
                _disposed = true;
            }
        }
    }

    internal void BeginRun() => _latest.Clear();

    internal void Capture(Node node, LayerStatistics statistics) => _latest.Add(node, statistics);

    /// <summary>Adds a run that came to its end; one that failed midway leaves no trace.</summary>
    /// <exception cref="NetworkException">A node has another number of channels than in earlier runs.</exception>
    internal void EndRun()
    {
        foreach ((Node node, LayerStatistics now) in _latest)
        {
            if (_all.TryGetValue(node, out LayerStatistics? before) && before.Channels.Length != now.Channels.Length)
            {
                throw new NetworkException(
                    $"{node}: its statistics are of {before.Channels.Length} channels so far and of "
                    + $"{now.Channels.Length} in this run; Clear() them before inputs of another size");
            }
        }

        foreach ((Node node, LayerStatistics now) in _latest)
        {
            _all[node] = _all.TryGetValue(node, out LayerStatistics? before)
                ? LayerStatistics.Combine(before, now)
                : now;
        }
    }

    private KeyNotFoundException NothingOf(string name) => new(
        $"The tap holds no statistics of '{name}': "
        + $"{(Nodes.Any(node => node.Name == name) ? "nothing has run yet" : "it did not ask for that node")}.");
}
