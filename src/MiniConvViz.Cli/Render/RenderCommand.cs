using System.CommandLine;
using System.Text.Json;
using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Imaging;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary><c>render</c>: draws a labelled picture of every layer for an image.</summary>
internal static class RenderCommand
{
    private const string Help =
        """
        Draw the feature maps of every layer: one labelled PNG per layer, index.html to look at, index.json for programs.

        Examples:
          miniconvviz render --model fashion-resnet
          miniconvviz render --model resnet18 --weights resnet18.pth --image cat.jpg --out cat
          miniconvviz render --model vgg16 --weights vgg16.pth --image cat.jpg --layers "kind:Conv2d" --channels top:16
          miniconvviz render --model resnet18 --weights resnet18.pth --image cat.jpg --layers "layer1.*" --normalize symmetric
          miniconvviz render --weights resnet18.pth --input batch.npy
          miniconvviz render --model resnet18 --weights resnet18.pth --image holidays --layers layer1.0.relu --out seen
        """;

    public static Command Create(OpenDevice openDevice)
    {
        ModelOptions model = new();
        InputOptions input = new();
        RunOptions run = new(openDevice);
        ExactOption exact = new();
        RenderOptions options = new();
        Command command = new("render", Help);
        model.AddTo(command, takesRandomWeights: true);
        input.AddTo(command);
        run.AddTo(command);
        exact.AddTo(command);
        options.AddTo(command);
        command.SetAction(words =>
        {
            GridOptions grid = options.Grid(words);
            LoadedModel loaded = model.Load(words, input.FirstShapesOf);
            Network network = loaded.Network;
            IReadOnlyList<IInputSource> sources = input.SourcesOf(words, network, splits: true);
            Device device = run.OpenDevice(words, Workload.Of(network, sources));
            string output = options.OutputOf(words);
            IReadOnlyList<RunTarget> targets = RunTarget.For(sources, output);
            using RunFolder folder = new("--out", output, targets.Count > 1 ? Overview.FilesIn(output) : []);
            using Interruption interruption = new();
            RenderJob job = new(loaded, device, new DrawingOptions(grid)
            {
                Filters = words.GetValue(options.Filters),
                Inputs = words.GetValue(options.WithInput),
                ClassNames = options.ClassesOf(words, network),
                Overview = targets.Count > 1 ? Overview.Link : "",
            })
            {
                Stop = interruption.Stop,
                Folder = folder,
                Layers = run.LayersOf(words, network),
                Exact = exact.IsGiven(words),
            };
            RenderOutcome outcome = ProgressDisplay.Run(job, () => job.Run(targets));
            if (targets.Count > 1 && outcome.Rendered.Count > 0)
            {
                Overview.Write(output, loaded, device, outcome);
            }

            bool asJson = words.GetValue(options.Json);
            Print(outcome.Rendered, asJson, network, device);
            if (targets.Count > 1 && outcome.Rendered.Count > 0 && !asJson)
            {
                Terminal.Line($"all images: {Path.Combine(output, "index.html")}");
            }

            int exitCode = CommandLine.Fail([.. outcome.Failures]);
            bool isComplete = outcome.Rendered.Count + outcome.Failures.Count == targets.Count;
            return isComplete || !interruption.IsRequested ? exitCode
                : targets.Count == 1 ? interruption.End(job.Done, job.Total, "layer", output)
                : interruption.End(outcome.Rendered.Count, targets.Count, "image", output);
        });
        return command;
    }

    private static void Print(IReadOnlyList<RenderedImage> rendered, bool asJson, Network network, Device device)
    {
        if (asJson)
        {
            RenderSummary[] summaries = [.. rendered.Select(image => RenderSummary.Of(image, network, device))];
            Console.Out.WriteLine(JsonSerializer.Serialize(summaries, RenderSummaryJson.Default.RenderSummaryArray));
            return;
        }

        foreach (RenderedImage image in rendered)
        {
            string classes = string.Join(
                ", ", image.Classes.Take(3).Select(score => $"{score.Name} {score.Text}"));
            Terminal.Line($"{image.Image}: {(classes.Length > 0 ? classes : "no classes")}");
            Terminal.Line($"{image.Pictures} pictures, open {Path.Combine(image.Folder, "index.html")}");
        }

        foreach (string guess in rendered.Select(image => image.Guess).Where(guess => guess.Length > 0).Distinct())
        {
            Terminal.Line(guess);
        }

        if (device.Reason.Length > 0)
        {
            Console.Out.WriteLine($"computed on {device.Name}: {device.Reason}");
        }
    }
}
