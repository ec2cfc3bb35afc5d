using MiniConvViz.Networks;
using MiniConvViz.Statistics;

namespace MiniConvViz.Execution;

/// <summary>A watcher that receives statistics of its nodes' values; the values themselves are not delivered.</summary>
internal interface IStatisticsWatcher : IWatcher
{
    /// <summary>The statistics have histograms.</summary>
    bool HasHistograms { get; }

    /// <summary>Receives the statistics of a node's value.</summary>
    void Take(Node node, LayerStatistics statistics);
}
