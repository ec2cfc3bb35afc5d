using MiniConvViz.Networks;

namespace MiniConvViz.Execution;

/// <summary>Which nodes are watched, and how.</summary>
internal sealed class Watch
{
    /// <summary>Collects the watched nodes; the network's output is always watched.</summary>
    /// <param name="network">The network.</param>
    /// <param name="tapped">Nodes whose values are delivered.</param>
    /// <param name="edited">Nodes whose values may be replaced before others read them.</param>
    /// <param name="measured">Nodes whose statistics are delivered.</param>
    /// <param name="withHistograms">Those among them whose statistics have histograms.</param>
    public Watch(
        Network network,
        IEnumerable<Node> tapped,
        IEnumerable<Node> edited,
        IEnumerable<Node> measured,
        IEnumerable<Node> withHistograms)
    {
        WithHistograms = withHistograms.ToHashSet();
        Edited = edited.ToHashSet();
        Taken = tapped.Concat(Edited).Append(network.Output).ToHashSet();
        Nodes = Taken.Concat(measured).ToHashSet();
    }

    /// <summary>Nodes whose true value must exist.</summary>
    public IReadOnlySet<Node> Nodes { get; }

    /// <summary>Those among them whose value is delivered; of the others only the statistics are delivered.</summary>
    public IReadOnlySet<Node> Taken { get; }

    /// <summary>Those among them whose statistics have histograms.</summary>
    public IReadOnlySet<Node> WithHistograms { get; }

    /// <summary>Those among them whose value may be replaced.</summary>
    public IReadOnlySet<Node> Edited { get; }
}
