using System.Collections.Concurrent;
using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Imaging;
using MiniConvViz.Networks;
using MiniConvViz.Statistics;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>
/// Draws the layers of one image into its folder. Layers may be drawn in any order and by several threads.
/// </summary>
internal sealed class ReportDrawing
{
    private readonly LoadedModel _model;
    private readonly Device _device;
    private readonly DrawingOptions _options;
    private readonly LayersToDraw _layers;
    private readonly ReadyInput _input;
    private readonly LayerDrawing _drawing;
    private readonly ReportFolder _folder;
    private readonly Dictionary<Node, int> _places;
    private readonly string[] _files;
    private readonly Dictionary<Node, string> _filterFiles;
    private readonly ReportEntry[] _entries;
    private readonly ConcurrentQueue<string> _tooLarge = [];
    private IReadOnlyList<ReportPicture> _inputs = [];

    /// <summary>Makes the folder and chooses every picture's name.</summary>
    /// <exception cref="UsageException">The folder cannot be created, or holds files of those names that no run wrote.
    /// </exception>
    public ReportDrawing(
        LoadedModel model,
        Device device,
        DrawingOptions options,
        LayersToDraw layers,
        ReadyInput input,
        RunFolder run)
    {
        (_model, _device, _options, _layers, _input) = (model, device, options, layers, input);
        _drawing = new LayerDrawing(model.Network, options.Grid, options.ClassNames, options.Filters);
        _folder = new ReportFolder(input.Target.Path, run);
        _places = layers.Drawn.Index().ToDictionary(layer => layer.Item, layer => layer.Index);
        _files = [.. layers.Drawn.Select(node => _folder.NameFor(node.Name))];
        _filterFiles = layers.Drawn
            .Where(_drawing.HasFilters)
            .ToDictionary(node => node, node => _folder.NameFor(LayerDrawing.NameOfFilters(node)));
        _entries = new ReportEntry[layers.Drawn.Count];
        _folder.Claim([.. _files, .. _filterFiles.Values, "input.png", "index.html", "index.json"]);
        FilePath.MakeFolder("--out", input.Target.Path);
    }

    /// <summary>Draws the network's inputs.</summary>
    public void DrawInput() => LayerDrawing.UnlessTooLarge(
        () => _inputs =
            [.. _input.Input.Draw(_options.Grid).Select(picture => _folder.Save("input", "input", picture))],
        NoteTooLarge);

    /// <summary>Draws a node's activations for this image, if the node is selected.</summary>
    public void DrawLayer(Node node, Tensor values)
    {
        if (!_places.TryGetValue(node, out int place))
        {
            return;
        }

        _entries[place] = _drawing.Save(node, values, Save, NoteTooLarge);

        ReportPicture Save(string name, string title, Picture picture) =>
            _folder.SaveAs(name == node.Name ? _files[place] : _filterFiles[node], title, picture);
    }

    /// <summary>
    /// A likely mistake in the image's preprocessing, judged by the activations of the first layers; empty where there
    /// is none, and before <see cref="Finish"/>.
    /// </summary>
    public string Doubt { get; private set; } = "";

    /// <summary>Writes the reports, once everything is drawn.</summary>
    public RenderedImage Finish(Tensor output)
    {
        Doubt = _input.Input.IsAssumed ? DoubtOfNormalization() : "";
        ReportRun run = new()
        {
            Model = _model.Network.Name,
            Weights = Path.GetFileName(_model.WeightsFile),
            Device = _device.ToString(),
            Image = _input.Target.Source.Name,
            Inputs = _inputs,
            Grid = _options.Grid,
            ShowsInputs = _options.Inputs,
            Overview = _options.Overview,
            Preprocessing = _input.Input.Preprocessing,
            Notes =
            [
                .. Doubt.Length > 0 ? [Doubt] : Array.Empty<string>(),
                .. _model.Notes,
                .. _layers.Left,
                .. _tooLarge.Order(StringComparer.Ordinal),
            ],
            Classes = output.Shape.Rank == 2 ? TopClasses.Of(output, _model.Network, names: _options.ClassNames) : [],
            Entries = _entries,
        };
        _folder.Write(run);
        return new RenderedImage(_input.Target.Path, _folder.PictureCount, run.Image, run.Classes, run.Inputs)
        {
            Guess = Guess,
        };
    }

    private string Guess => _input.Input is
    {
        IsSizeAssumed: true,
        Preprocessing: { ResizeShortSide: int side, CropHeight: int height, CropWidth: int width },
    }
        ? $"resized to a short side of {side} and cropped to {height}x{width}, as torchvision does it, by a guess; "
            + "--resize and --crop say otherwise"
        : "";

    private string DoubtOfNormalization()
    {
        Tensor fed = _input.Input.Tensors[0];
        bool isLast = _input.Input.Preprocessing is { ChannelsAreLast: true };
        LayerStatistics input = LayerStatistics.Of(isLast ? FeatureMap.ChannelsFirst(fed) : fed, 0);
        Node? flat = FlatLayers.First(
            _model.Network,
            input,
            node => _places.TryGetValue(node, out int place) ? _entries[place].Statistics : null);
        return flat is null ? ""
            : $"{flat.Name} comes out flat: ImageNet's mean and deviation were assumed, and the network may expect "
                + "other pixels. Of 0 to 1: --range 1; of 0 to 255: --range 255; less a mean: --mean or --mean-image; blue before "
                + "red: --bgr; prepared by a graph of its own: --preprocess";
    }

    /// <summary>
    /// A layer that is too large for a picture is noted in the report and on stderr; the others are drawn.
    /// </summary>
    private void NoteTooLarge(string note)
    {
        _tooLarge.Enqueue(note);
        Terminal.ErrorLine($"{_input.Target.Source.Name}: {note}");
    }
}
