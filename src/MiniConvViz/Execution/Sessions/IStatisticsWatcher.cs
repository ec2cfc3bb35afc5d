using MiniConvViz.Networks;
using MiniConvViz.Statistics;

namespace MiniConvViz.Execution;

/// <summary>A watcher that gets statistics of its nodes' values, which themselves stay where they are.</summary>
internal interface IStatisticsWatcher : IWatcher
{
    /// <summary>The statistics have histograms.</summary>
    bool HasHistograms { get; }

    /// <summary>Gets the statistics of what a node computed.</summary>
    void Take(Node node, LayerStatistics statistics);
}
