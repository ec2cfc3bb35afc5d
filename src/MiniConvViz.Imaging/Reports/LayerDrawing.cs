using MiniConvViz.Analysis;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Imaging;

/// <summary>The pictures of a network's layers, and what a report says of each.</summary>
/// <param name="network">The network.</param>
/// <param name="grid">How layers are drawn.</param>
/// <param name="classNames">The classes' names; empty where they are unknown.</param>
/// <param name="filters">Whether each convolution's filters are drawn, too.</param>
internal sealed class LayerDrawing(
    Network network, GridOptions grid, IReadOnlyList<string> classNames, bool filters)
{
    private readonly ReceptiveField[] _fields = ReceptiveField.Of(network);

    /// <summary>The filters of a convolution, [O,C,KH,KW] or [O,C,KD,KH,KW]; null for any other node.</summary>
    public static Tensor? WeightOf(Node node) => node.Operator switch
    {
        Conv2d image => image.Weight,
        Conv3d volume => volume.Weight,
        _ => null,
    };

    /// <summary>Whether a node has a picture of its filters as well.</summary>
    public bool HasFilters(Node node) => filters && WeightOf(node) is not null;

    /// <summary>A node's values for one image, ready to be drawn.</summary>
    public FeatureMap MapOf(Node node, Tensor values) => FeatureMap.From(node, values) with
    {
        Sees = LayerOrigin.SeenBy(_fields[node.Index], values.Shape.Rank),
    };

    /// <summary>The layer's picture, and what it is called.</summary>
    /// <exception cref="PictureTooLargeException">No picture can hold it.</exception>
    public (string Title, Picture Picture) Draw(Node node, FeatureMap map)
    {
        bool isAnswer = node == network.Output && map.IsVector && map.Values.Shape.Channels == classNames.Count;
        return (
            map.IsVector ? "values" : "feature maps",
            isAnswer ? BarChart.Draw(map, grid, classNames) : FeatureMapGrid.Draw(map, grid));
    }

    /// <summary>The picture of a convolution's filters, beside its maps where they fit, and what it is called.</summary>
    /// <exception cref="PictureTooLargeException">No picture can hold them.</exception>
    public (string Title, Picture Picture) DrawFilters(Node node, FeatureMap map)
    {
        Tensor weight = WeightOf(node)!;
        return FilterMapGrid.CanDraw(map.Values.Shape, weight.Shape)
            ? ("filters beside maps", FilterMapGrid.Draw(map, weight, grid))
            : ("filters", FilterGrid.Draw($"{node.Name}.weight", weight, grid));
    }

    /// <summary>What the report says of a layer.</summary>
    public ReportEntry Describe(Node node, Shape shape, FeatureMap map, IReadOnlyList<ReportPicture> pictures) => new()
    {
        Name = node.Name,
        Operator = node.Operator.Kind,
        Attributes = node.Operator.Attributes,
        Inputs = [.. node.Inputs.Select(input => input.Name)],
        Source = map.Source,
        Field = _fields[node.Index],
        Shape = shape,
        ChannelsAreLast = node.ChannelsAreLast,
        Pictures = pictures,
        Statistics = map.StatisticsOf(grid.BatchIndex),
    };
}
