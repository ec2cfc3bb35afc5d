using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Imaging;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>Sends pictures through a network, draws every layer that was asked for, and reports on it.</summary>
internal sealed class RenderJob(LoadedModel model, Device device, GridOptions grid) : IProgressSource
{
    private readonly Network _network = model.Network;
    private int _done;

    public required IReadOnlyList<string> Layers { get; init; }

    public required bool DrawFilters { get; init; }

    /// <summary>Pictures drawn so far.</summary>
    public int Done => _done;

    /// <summary>Pictures to draw in all; known once the network is tapped.</summary>
    public int Total { get; private set; }

    /// <summary>Renders one picture after the other with one session, so that memory stays flat.</summary>
    public IReadOnlyList<RenderedImage> Run(IReadOnlyList<RunTarget> targets)
    {
        using Session session = new(_network, device);
        using Tap tap = session.Tap(Layers);
        Total = targets.Count * tap.Nodes.Count;
        return [.. targets.Select(target => Render(session, tap, target))];
    }

    private RenderedImage Render(Session session, Tap tap, RunTarget target)
    {
        LoadedInput input = target.Source.Load();
        Tensor output = session.Run(input.Tensors);
        LayersToDraw layers = LayersToDraw.Among(tap.Activations, grid.Channels);
        CreateFolder(target.Path);
        ReportFolder folder = new(target.Path);
        ReportRun run = new()
        {
            Model = _network.Name,
            Weights = Path.GetFileName(model.WeightsFile),
            Device = device.ToString(),
            Image = target.Source.Name,
            Inputs = [.. input.Draw(grid).Select(picture => folder.Save("input", "input", picture))],
            Notes = [.. model.Notes, .. layers.Left],
            Classes = output.Shape.Rank == 2 ? TopClasses.Of(output, _network.Card) : [],
            Entries = DrawLayers(layers.Drawn, folder),
        };
        folder.Write(run);
        return new RenderedImage(target.Path, folder.PictureCount, run);
    }

    /// <summary>Draws all layers on all cores; the entries come back in network order.</summary>
    private ReportEntry[] DrawLayers(IReadOnlyList<Activation> activations, ReportFolder folder)
    {
        ReportEntry[] entries = new ReportEntry[activations.Count];
        string[] names = [.. activations.Select(activation => folder.NameFor(activation.Name))];
        Node? filtered = DrawFilters ? _network.Nodes.FirstOrDefault(node => node.Operator is Conv2d) : null;
        string filterName = filtered is null ? "" : folder.NameFor($"{filtered.Name}.weight");
        Parallel.For(0, activations.Count, i =>
        {
            Activation activation = activations[i];
            FeatureMap map = FeatureMap.From(activation);
            List<ReportPicture> pictures = [folder.SaveAs(names[i], PictureTitle(map), Draw(activation.Node, map))];
            if (activation.Node == filtered)
            {
                Tensor weight = ((Conv2d)filtered.Operator).Weight;
                pictures.Add(folder.SaveAs(filterName, "filters", FilterGrid.Draw($"{filtered.Name}.weight", weight, grid)));
            }

            entries[i] = new ReportEntry
            {
                Name = activation.Name,
                Operator = activation.Node.Operator.Kind,
                Attributes = activation.Node.Operator.Attributes,
                Shape = activation.Shape,
                Pictures = pictures,
                Statistics = LayerStatistics.Of(map.Values, grid.BatchIndex),
            };
            Interlocked.Increment(ref _done);
        });
        return entries;
    }

    private Picture Draw(Node node, FeatureMap map)
    {
        IReadOnlyList<string> classes = _network.Card.ClassNames;
        bool isAnswer = node == _network.Output && map.IsVector && map.Values.Shape.Channels == classes.Count;
        return isAnswer ? BarChart.Draw(map, grid, classes) : FeatureMapGrid.Draw(map, grid);
    }

    private static string PictureTitle(FeatureMap map) => map.IsVector ? "values" : "feature maps";

    private static void CreateFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--out {folder}: the folder cannot be made: {problem.Message}");
        }
    }
}
