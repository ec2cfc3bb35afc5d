using MiniConvViz.Imaging;
using MiniConvViz.Networks;
using MiniConvViz.Ops;

namespace MiniConvViz.Cli;

/// <summary>The drawing options of <c>render</c>.</summary>
/// <param name="Grid">How a layer's maps are drawn.</param>
internal sealed record DrawingOptions(GridOptions Grid)
{
    /// <summary>Whether each convolution's filters are drawn, too.</summary>
    public required bool Filters { get; init; }

    /// <summary>Whether each layer's input is drawn, too.</summary>
    public required bool Inputs { get; init; }

    /// <summary>The classes' names; empty where they are unknown.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>The link from a report to the overview page; empty where there is none.</summary>
    public required string Overview { get; init; }

    /// <summary>The nodes that the patterns select, and their inputs where those are drawn, too.</summary>
    public IEnumerable<Node> NodesOf(Network network, IReadOnlyList<string> patterns)
    {
        Node[] selected = [.. patterns.SelectMany(pattern => NodePattern.Select(network, pattern))];
        return Inputs
            ? selected.Concat(selected.SelectMany(node => node.Inputs).Where(node => node.Operator is not Constant))
            : selected;
    }
}
