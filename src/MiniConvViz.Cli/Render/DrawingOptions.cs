using MiniConvViz.Imaging;
using MiniConvViz.Networks;
using MiniConvViz.Ops;

namespace MiniConvViz.Cli;

/// <summary>What <c>render</c> draws of each layer, and how.</summary>
/// <param name="Grid">How a layer's maps are drawn.</param>
internal sealed record DrawingOptions(GridOptions Grid)
{
    /// <summary>Whether each convolution's filters are drawn, too.</summary>
    public required bool Filters { get; init; }

    /// <summary>Whether what a layer reads is drawn, too.</summary>
    public required bool Inputs { get; init; }

    /// <summary>The classes' names; empty where they are unknown.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>The way from a report to the page of all images; empty where there is none.</summary>
    public required string Overview { get; init; }

    /// <summary>The nodes that some patterns select, and what they read where that is drawn, too.</summary>
    public IEnumerable<Node> NodesOf(Network network, IReadOnlyList<string> patterns)
    {
        Node[] selected = [.. patterns.SelectMany(pattern => NodePattern.Select(network, pattern))];
        return Inputs
            ? selected.Concat(selected.SelectMany(node => node.Inputs).Where(node => node.Operator is not Constant))
            : selected;
    }
}
