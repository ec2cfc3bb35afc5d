using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>The filters that <c>--filters</c> draws: those of the first convolution, along one to three axes.</summary>
internal static class FirstFilters
{
    /// <summary>Whose filters they are; null where there is no convolution.</summary>
    public static Node? NodeOf(Network network) => network.Nodes.FirstOrDefault(node => WeightOf(node) is not null);

    /// <summary>The filters of a convolution, [O,C,KH,KW] or [O,C,KD,KH,KW]; null of any other node.</summary>
    public static Tensor? WeightOf(Node node) => node.Operator switch
    {
        Conv2d image => image.Weight,
        Conv3d volume => volume.Weight,
        _ => null,
    };
}
