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

    public required Preprocessing Preprocessing { get; init; }

    public required bool ApplyExifOrientation { get; init; }

    public required bool DrawFilters { get; init; }

    /// <summary>Pictures drawn so far.</summary>
    public int Done => _done;

    /// <summary>Pictures to draw in all; known once the network is tapped.</summary>
    public int Total { get; private set; }

    /// <summary>Renders one picture after the other with one session, so that memory stays flat.</summary>
    public IReadOnlyList<RenderedImage> Run(IReadOnlyList<RenderTarget> targets)
    {
        using Session session = new(_network, device);
        using Tap tap = session.Tap(Layers);
        Total = targets.Count * tap.Nodes.Count;
        return [.. targets.Select(target => Render(session, tap, target))];
    }

    private RenderedImage Render(Session session, Tap tap, RenderTarget target)
    {
        RgbImage image = ImageReader.Read(target.Image, ApplyExifOrientation);
        PreprocessedImages preprocessed = Preprocessing.Apply(image);
        Tensor output = session.Run(preprocessed.Input);
        Activation[] drawn = [.. tap.Activations.Where(activation => grid.Channels.IsIn(activation.Shape.Channels))];
        if (drawn.Length == 0)
        {
            int most = tap.Activations.Max(activation => activation.Shape.Channels);
            throw new UsageException($"--channels: no layer has any of those channels; the widest has {most}.");
        }

        CreateFolder(target.Folder);

        ReportFolder folder = new(target.Folder);
        ReportPicture input = folder.Save("input", "input", InputPicture.Draw(
            "input", preprocessed.Pictures[0], Path.GetFileName(target.Image), PreprocessingFacts(image)));
        ReportRun run = new()
        {
            Model = _network.Name,
            Weights = Path.GetFileName(model.WeightsFile),
            Device = device.ToString(),
            Image = Path.GetFileName(target.Image),
            Notes = [.. model.Notes, .. NotDrawn(tap.Activations.Except(drawn))],
            Inputs = [input],
            Classes = output.Shape.Rank == 2 ? TopClasses.Of(output, _network.Card) : [],
            Entries = DrawLayers(drawn, folder),
        };
        folder.Write(run);
        return new RenderedImage(target.Folder, folder.PictureCount, run);
    }

    private static IEnumerable<string> NotDrawn(IEnumerable<Activation> left)
    {
        string names = string.Join(", ", left.Select(activation => activation.Name));
        return names.Length > 0 ? [$"not drawn, having none of the channels asked for: {names}"] : [];
    }

    /// <summary>Draws all layers on all cores; the entries come back in network order.</summary>
    private ReportEntry[] DrawLayers(Activation[] activations, ReportFolder folder)
    {
        ReportEntry[] entries = new ReportEntry[activations.Length];
        string[] names = [.. activations.Select(activation => folder.NameFor(activation.Name))];
        Node? filtered = DrawFilters ? _network.Nodes.FirstOrDefault(node => node.Operator is Conv2d) : null;
        string filterName = filtered is null ? "" : folder.NameFor($"{filtered.Name}.weight");
        Parallel.For(0, activations.Length, i =>
        {
            Activation activation = activations[i];
            List<ReportPicture> pictures = [folder.SaveAs(names[i], PictureTitle(activation), Draw(activation))];
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
                Statistics = LayerStatistics.Of(activation.Values, grid.BatchIndex),
            };
            Interlocked.Increment(ref _done);
        });
        return entries;
    }

    private Picture Draw(Activation activation)
    {
        FeatureMap map = FeatureMap.From(activation);
        bool isAnswer = activation.Node == _network.Output && activation.Shape.Channels == _network.Card.ClassNames.Count;
        return isAnswer ? BarChart.Draw(map, grid, _network.Card.ClassNames) : FeatureMapGrid.Draw(map, grid);
    }

    private static string PictureTitle(Activation activation) =>
        activation.Shape.Height * activation.Shape.Width == 1 ? "values" : "feature maps";

    /// <summary>How the picture in the file became what the network saw.</summary>
    private string[] PreprocessingFacts(RgbImage image)
    {
        string? resized = Preprocessing.ResizeTo == (image.Height, image.Width) ? null
            : Preprocessing.ResizeTo is (int height, int width) ? $"resized to {height} × {width}"
            : Preprocessing.ResizeShortSide is int side ? $"short side resized to {side}"
            : null;
        string? cropped = Preprocessing.CropHeight is null ? null : "centre cropped";
        return [.. new[] { $"from {image.Height} × {image.Width}", resized, cropped }.OfType<string>()];
    }

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
