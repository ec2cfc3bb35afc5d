using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Statistics;

namespace MiniConvViz.Taps;

/// <summary>
/// A request for statistics of some nodes' activations, channel by channel, over any number of runs. The activations
/// themselves are not kept: only the statistics are downloaded from a GPU, and a run needs no more memory than an
/// unwatched one. Disposing the tap ends the request; its statistics stay. Its members wait for the end of a run that
/// another thread has begun.
/// </summary>
public sealed class StatisticsTap : IStatisticsWatcher, IDisposable
{
    private readonly Dictionary<Node, LayerStatistics> _latest = [];
    private readonly Dictionary<Node, LayerStatistics> _all = [];
    private readonly Session _session;
    private bool _disposed;

    internal StatisticsTap(Session session, IReadOnlyList<Node> nodes, bool hasHistograms)
    {
        (_session, Nodes, HasHistograms) = (session, nodes, hasHistograms);
        session.Watch(this);
    }

    /// <summary>The nodes of this tap, in execution order.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>Whether the statistics have histograms.</summary>
    public bool HasHistograms { get; }

    /// <summary>The statistics of one node over all images of all runs since <see cref="Clear"/>.</summary>
    /// <exception cref="KeyNotFoundException">The tap has no statistics of that node.</exception>
    public LayerStatistics this[string name]
    {
        get
        {
            lock (_session.Gate)
            {
                return _all.FirstOrDefault(entry => entry.Key.Name == name).Value ?? throw NothingOf(name);
            }
        }
    }

    /// <summary>Discards the statistics of all runs so far.</summary>
    public void Clear()
    {
        lock (_session.Gate)
        {
            _all.Clear();
        }
    }

    /// <summary>Ends the request; the next run is planned without it.</summary>
    public void Dispose()
    {
        lock (_session.Gate)
        {
            if (!_disposed)
            {
                _session.Unwatch(this);
                _disposed = true;
            }
        }
    }

    void IWatcher.BeginRun() => _latest.Clear();

    void IStatisticsWatcher.Take(Node node, LayerStatistics statistics) => _latest.Add(node, statistics);

    /// <summary>Adds a complete run; a run that failed is not counted.</summary>
    /// <exception cref="NetworkException">A node has another number of channels than in earlier runs.</exception>
    void IWatcher.EndRun()
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
        + $"{(Nodes.Any(node => node.Name == name) ? "nothing has run yet" : "it was not opened for that node")}.");
}
