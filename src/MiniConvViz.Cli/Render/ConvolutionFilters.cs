using MiniConvViz.Imaging;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary>The filters that <c>--filters</c> draws: those of convolutions along one to three axes.</summary>
internal static class ConvolutionFilters
{
    /// <summary>Why <c>--filters</c> draws nothing; empty where there is a convolution among the nodes.</summary>
    public static string ProblemOf(Network network, IReadOnlyList<Node> drawn)
    {
        Node? first = network.Nodes.FirstOrDefault(node => LayerDrawing.WeightOf(node) is not null);
        return drawn.Any(node => LayerDrawing.WeightOf(node) is not null) ? ""
            : first is null ? $"--filters: {network.Name} has no convolution, so no filters are drawn"
            : $"--filters: no convolution is among the layers drawn, so no filters are; add one to --layers, such as "
                + first.Name;
    }
}
