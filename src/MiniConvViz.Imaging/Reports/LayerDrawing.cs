using MiniConvViz.Analysis;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Imaging;

/// <summary>Draws the layers of a network, and describes them in a report.</summary>
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

    /// <summary>Draws and saves a node's pictures. Those that are too large are left out, with a note each.</summary>
    /// <param name="node">The node.</param>
    /// <param name="values">Its values for one image.</param>
    /// <param name="save">Saves a picture by name, the node's or <see cref="NameOfFilters"/>, and title.</param>
    /// <param name="note">Receives the notes.</param>
    /// <returns>The layer in the report.</returns>
    public ReportEntry Save(
        Node node, Tensor values, Func<string, string, Picture, ReportPicture> save, Action<string> note)
    {
        FeatureMap map = MapOf(node, values);
        List<ReportPicture> pictures = [];
        UnlessTooLarge(() => Add(node.Name, Draw(node, map)), note);
        if (HasFilters(node))
        {
            UnlessTooLarge(() => Add(NameOfFilters(node), DrawFilters(node, map)), note);
        }

        return Describe(node, values.Shape, map, pictures);

        void Add(string name, (string Title, Picture Picture) drawn) =>
            pictures.Add(save(name, drawn.Title, drawn.Picture));
    }

    /// <summary>Draws something; where its picture is too large, there is a note instead.</summary>
    public static void UnlessTooLarge(Action draw, Action<string> note)
    {
        try
        {
            draw();
        }
        catch (PictureTooLargeException problem)
        {
            note($"not drawn: {problem.Message}");
        }
    }

    /// <summary>The name of the picture of a node's filters.</summary>
    public static string NameOfFilters(Node node) => $"{node.Name}.weight";

    /// <summary>A node's values for one image, ready to be drawn.</summary>
    private FeatureMap MapOf(Node node, Tensor values) => FeatureMap.From(node, values) with
    {
        Sees = LayerOrigin.SeenBy(_fields[node.Index], values.Shape.Rank),
    };

    private (string Title, Picture Picture) Draw(Node node, FeatureMap map)
    {
        bool isAnswer = node == network.Output && map.IsVector && map.Values.Shape.Channels == classNames.Count;
        return (
            map.IsVector ? "values" : "feature maps",
            isAnswer ? BarChart.Draw(map, grid, classNames) : FeatureMapGrid.Draw(map, grid));
    }

    /// <summary>The picture of a convolution's filters, beside its maps where they fit, with its title.</summary>
    private (string Title, Picture Picture) DrawFilters(Node node, FeatureMap map)
    {
        Tensor weight = WeightOf(node)!;
        return FilterMapGrid.CanDraw(map.Values.Shape, weight.Shape)
            ? ("filters beside maps", FilterMapGrid.Draw(map, weight, grid))
            : ("filters", FilterGrid.Draw(NameOfFilters(node), weight, grid));
    }

    private ReportEntry Describe(Node node, Shape shape, FeatureMap map, IReadOnlyList<ReportPicture> pictures) => new()
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
