using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Imaging;

/// <summary>
/// The folder that <c>miniconvviz render</c> writes: a picture of every layer, <c>index.html</c> and <c>index.json</c>.
/// </summary>
/// <example>
/// <code>
/// using Session session = new(ModelZoo.Load("fashion-resnet"), Device.Auto());
/// ReportRun report = Report.Write(session, ImageReader.Read("boot.png"), "boot");
/// Console.WriteLine(report.Classes[0]);
/// </code>
/// </example>
public static class Report
{
    /// <summary>Runs the network on one image and writes what each layer made of it.</summary>
    /// <param name="session">The network and its device; it keeps no tap.</param>
    /// <param name="image">The image, of any size.</param>
    /// <param name="folder">Made if it is not there; files of the same names are replaced.</param>
    /// <param name="options">Which layers, and how they are drawn; null for the default.</param>
    /// <returns>What was written: the classes, and each layer's pictures and statistics.</returns>
    /// <exception cref="NetworkException">The network has several inputs, or cannot take the image.</exception>
    /// <exception cref="UnwritableOutputException">The folder cannot be written.</exception>
    public static ReportRun Write(Session session, RgbImage image, string folder, ReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(image);
        options ??= ReportOptions.Default;
        Network network = session.Network;
        Preprocessing preprocessing = options.Preprocessing ?? Preprocessing.For(network.Card);
        PreprocessedImages prepared = preprocessing.Apply(image);
        using Tap tap = session.Tap(options.Layers);
        Tensor output = session.Run(prepared.Input);

        MakeFolder(folder);
        ReportFiles files = new(folder);
        List<ReportPicture> inputs = [];
        List<string> notes = [];
        LayerDrawing.UnlessTooLarge(DrawInput, notes.Add);
        LayerDrawing drawing = new(network, options.Grid, network.Card.ClassNames, options.Filters);
        ReportEntry[] entries =
        [
            .. tap.Activations
                .Where(map => FeatureMap.ObstacleOf(FeatureMap.ShapeToDraw(map.Node, map.Shape)) is null)
                .Select(map => drawing.Save(map.Node, map.Values, files.Save, notes.Add)),
        ];
        ReportRun run = new()
        {
            Model = network.Name,
            Device = session.Device.ToString(),
            Image = options.Image,
            Inputs = inputs,
            Grid = options.Grid,
            Preprocessing = preprocessing,
            Notes = [.. network.Warnings, .. notes],
            Classes = output.Shape.Rank == 2 ? TopClasses.Of(output, network) : [],
            Entries = entries,
        };
        HtmlReport.Write(Path.Combine(folder, "index.html"), run);
        JsonReport.Write(Path.Combine(folder, "index.json"), run);
        return run;

        void DrawInput() => inputs.Add(files.Save(
            "input", "input", InputPicture.Draw("input", prepared.Images[0], options.Grid, options.Image)));
    }

    private static void MakeFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UnwritableOutputException($"{folder}: the folder cannot be created: {problem.Message}", problem);
        }
    }

    /// <summary>The pictures of a report, under names that are safe on every system.</summary>
    private sealed class ReportFiles(string folder)
    {
        private readonly SafeFileNames _names = new();

        public ReportPicture Save(string name, string title, Picture picture)
        {
            using Picture saved = picture;
            string file = _names.For(name) + ".png";
            saved.SavePng(Path.Combine(folder, file));
            return new ReportPicture(title, file, saved.Width, saved.Height);
        }
    }
}
