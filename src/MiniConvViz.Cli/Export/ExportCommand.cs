using System.CommandLine;
using System.Text.Json;
using MiniConvViz.Execution;

namespace MiniConvViz.Cli;

/// <summary><c>export</c>: writes the activations for Python.</summary>
internal static class ExportCommand
{
    private const string Help =
        """
        Write the activations of every layer for Python: NumPy arrays or safetensors, one per node, and the input.

        Examples:
          miniconvviz export --model fashion-resnet
          miniconvviz export --model resnet18 --weights resnet18.pth --image cat.jpg --layers "layer1.*" --out cat.npz
          miniconvviz export --weights resnet18.pth --input batch.npy --out batch.safetensors

        In Python: numpy.load("cat.npz")["layer1.0.conv1"]
        """;

    public static Command Create(OpenDevice openDevice)
    {
        ModelOptions model = new();
        InputOptions input = new();
        RunOptions run = new(openDevice);
        ExactOption exact = new();
        ExportOptions options = new();
        Command command = new("export", Help);
        model.AddTo(command, takesRandomWeights: true);
        input.AddTo(command);
        run.AddTo(command);
        exact.AddTo(command);
        options.AddTo(command);
        command.SetAction(words =>
        {
            ActivationFormat format = options.FormatOf(words);
            LoadedModel loaded = model.Load(words, input.FirstShapesOf);
            IReadOnlyList<IInputSource> sources = input.SourcesOf(words, loaded.Network);
            Device device = run.OpenDevice(words, Workload.Of(loaded.Network, sources));
            string output = options.OutputOf(words, sources.Count);
            using Interruption interruption = new();
            ExportJob job = new(loaded, device, format, RunTarget.For(sources, output, format.Extension))
            {
                Layers = run.LayersOf(words, loaded.Network),
                Exact = exact.IsGiven(words),
                Stop = interruption.Stop,
            };
            IReadOnlyList<ExportedFile> written = ProgressDisplay.Run(job, job.Run);
            Print(written, words.GetValue(options.Json));
            int exitCode = CommandLine.Fail([.. job.Failures]);
            return job.Done == job.Total || !interruption.IsRequested ? exitCode
                : interruption.End(written.Count, job.Total, "input", output);
        });
        return command;
    }

    private static void Print(IReadOnlyList<ExportedFile> written, bool asJson)
    {
        if (asJson)
        {
            Console.Out.WriteLine(
                JsonSerializer.Serialize(written, ExportedFilesJson.Default.IReadOnlyListExportedFile));
            return;
        }

        foreach (ExportedFile file in written)
        {
            Terminal.Line($"{file.Image}: {Counted.Of(file.Tensors, "tensor")} in {file.Path}");
        }
    }
}
