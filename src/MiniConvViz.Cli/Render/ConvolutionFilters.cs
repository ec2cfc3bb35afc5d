using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>The filters that <c>--filters</c> draws: those of convolutions along one to three axes.</summary>
internal static class ConvolutionFilters
{
    /// <summary>The filters of a convolution, [O,C,KH,KW] or [O,C,KD,KH,KW]; null for any other node.</summary>
    public static Tensor? WeightOf(Node node) => node.Operator switch
    {
        Conv2d image => image.Weight,
        Conv3d volume => volume.Weight,
        _ => null,
    };

    /// <summary>Why <c>--filters</c> draws nothing; empty where there is a convolution among the nodes.</summary>
    public static string ProblemOf(Network network, IReadOnlyList<Node> drawn)
    {
        Node? first = network.Nodes.FirstOrDefault(node => WeightOf(node) is not null);
        return drawn.Any(node => WeightOf(node) is not null) ? ""
            : first is null ? $"--filters: {network.Name} has no convolution, so no filters are drawn"
            : $"--filters: no convolution is among the layers drawn, so no filters are; add one to --layers, such as "
                + first.Name;
    }
}
