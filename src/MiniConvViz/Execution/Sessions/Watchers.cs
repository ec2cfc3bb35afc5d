using MiniConvViz.Networks;
using MiniConvViz.Statistics;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>All watchers of a session.</summary>
internal sealed class Watchers
{
    private readonly List<IValueWatcher> _values = [];
    private readonly List<IStatisticsWatcher> _statistics = [];
    private readonly List<IValueEditor> _editors = [];

    /// <summary>Whether a watcher changes values.</summary>
    public bool HasEditors => _editors.Count > 0;

    private IEnumerable<IWatcher> All => [.. _values, .. _statistics, .. _editors];

    public void Add(IWatcher watcher)
    {
        AddTo(_values, watcher);
        AddTo(_statistics, watcher);
        AddTo(_editors, watcher);
    }

    public void Remove(IWatcher watcher)
    {
        _values.RemoveAll(other => other == watcher);
        _statistics.RemoveAll(other => other == watcher);
        _editors.RemoveAll(other => other == watcher);
    }

    /// <summary>Removes all watchers.</summary>
    public void EndAll()
    {
        foreach (IWatcher watcher in All)
        {
            watcher.Dispose();
        }
    }

    /// <summary>The watched nodes, for a plan.</summary>
    public Watch ToWatch(Network network) => new(
        network,
        tapped: _values.SelectMany(watcher => watcher.Nodes),
        edited: _editors.SelectMany(watcher => watcher.Nodes),
        measured: _statistics.SelectMany(watcher => watcher.Nodes),
        withHistograms: _statistics.Where(watcher => watcher.HasHistograms).SelectMany(watcher => watcher.Nodes));

    public void BeginRun()
    {
        _values.ForEach(static watcher => watcher.BeginRun());
        _statistics.ForEach(static watcher => watcher.BeginRun());
    }

    public void EndRun() => _statistics.ForEach(static watcher => watcher.EndRun());

    /// <summary>Whether a node's value may be replaced.</summary>
    public bool IsEdited(Node node) => Contains(_editors, node);

    /// <summary>Delivers a node's value to all its watchers.</summary>
    /// <param name="delivery">The node, and where its value lies.</param>
    /// <param name="values">The value, in an array that has no owner yet.</param>
    /// <param name="isOutput">The caller of the session gets the array.</param>
    /// <param name="backend">The device, where later steps read the value that an editor returned.</param>
    /// <returns>The value that later steps read.</returns>
    public Tensor Deliver(Delivery delivery, Tensor values, bool isOutput, IBackend backend)
    {
        Node node = delivery.Node;
        bool isRecyclable = true;
        foreach (IValueEditor editor in _editors)
        {
            if (editor.Nodes.Contains(node))
            {
                values = editor.Edit(node, values);
                isRecyclable = false;
                backend.Replace(delivery.Value, values);
            }
        }

        bool isOwned = isOutput;
        foreach (IValueWatcher watcher in _values)
        {
            if (watcher.Nodes.Contains(node))
            {
                watcher.Take(node, isOwned ? backend.Recycled.Copy(values) : values, isOwned || isRecyclable);
                isOwned = true;
            }
        }

        if (Contains(_statistics, node))
        {
            Deliver(node, LayerStatistics.Of(node, values, delivery.HasHistograms));
        }

        return values;
    }

    /// <summary>Delivers a node's statistics to all their watchers.</summary>
    public void Deliver(Node node, LayerStatistics statistics)
    {
        foreach (IStatisticsWatcher watcher in _statistics)
        {
            if (watcher.Nodes.Contains(node))
            {
                watcher.Take(node, statistics);
            }
        }
    }

    private static void AddTo<TWatcher>(List<TWatcher> watchers, IWatcher watcher)
    {
        if (watcher is TWatcher one)
        {
            watchers.Add(one);
        }
    }

    private static bool Contains<TWatcher>(List<TWatcher> watchers, Node node)
        where TWatcher : IWatcher
    {
        foreach (TWatcher watcher in watchers)
        {
            if (watcher.Nodes.Contains(node))
            {
                return true;
            }
        }

        return false;
    }
}
