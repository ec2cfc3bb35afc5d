using System.CommandLine;
using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary><c>export</c>: the activations themselves, byte for byte, for Python.</summary>
internal static class ExportCommand
{
    private const string InputKey = "input";

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
        model.AddTo(command);
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
            using Session session = new(loaded.Network, device) { Exact = exact.IsGiven(words) };
            using Tap tap = session.Tap(run.LayersOf(words, loaded.Network));
            string output = options.OutputOf(words, sources.Count);
            string said = "";
            foreach (RunTarget target in RunTarget.For(sources, output, format.Extension))
            {
                List<KeyValuePair<string, Tensor>> tensors = Run(session, tap, target.Source, ref said);
                Write(format, target, tensors, Facts(session, tap, loaded, target.Source));
                Terminal.Line($"{target.Source.Name}: {tensors.Count} tensors in {target.Path}");
            }

            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>
    /// The input and what the tap keeps of its run. Each input goes through the network alone: where it is repeated,
    /// for a network that takes several at once, that is said the first time.
    /// </summary>
    private static List<KeyValuePair<string, Tensor>> Run(
        Session session, Tap tap, IInputSource source, ref string said)
    {
        IReadOnlyList<Tensor> inputs = source.Load().Tensors;
        int? size = FixedBatch.Of(session.Network, [.. inputs.Select(tensor => tensor.Shape)]);
        if (size is int repeated && said.Length == 0)
        {
            said = FixedBatch.Note(session.Network, repeated);
            Terminal.ErrorLine(said);
        }

        _ = session.Run(size is int count ? ReadyInput.Repeated(inputs, count) : inputs);
        List<KeyValuePair<string, Tensor>> tensors =
        [
            .. tap.Activations.Select(activation => KeyValuePair.Create(
                activation.Name, size is int n ? FixedBatch.First(activation.Values, n, 1) : activation.Values)),
        ];
        if (tensors.All(pair => pair.Key != InputKey))
        {
            tensors.Insert(0, KeyValuePair.Create(InputKey, inputs[0]));
        }

        return tensors;
    }

    private static Dictionary<string, string> Facts(Session session, Tap tap, LoadedModel model, IInputSource source)
    {
        Dictionary<string, string> facts = new()
        {
            ["model"] = session.Network.Name,
            ["weights"] = Path.GetFileName(model.WeightsFile),
            ["image"] = source.Name,
            ["device"] = session.Device.ToString(),
        };
        string[] last = [.. tap.Nodes.Where(node => node.ChannelsAreLast).Select(node => node.Name)];
        if (last.Length > 0)
        {
            facts["channelsLast"] = string.Join(", ", last);
        }

        if (session.Network.MissingSummary is { Length: > 0 } missing)
        {
            facts["missing"] = missing;
        }

        return facts;
    }

    private static void Write(
        ActivationFormat format,
        RunTarget target,
        List<KeyValuePair<string, Tensor>> tensors,
        Dictionary<string, string> facts)
    {
        // Above a root there is nothing; that it is a folder itself is found when it is written.
        if (Path.GetDirectoryName(target.Path) is string folder)
        {
            FilePath.MakeFolder("--out", folder);
        }

        format.Write(target.Path, tensors, facts);
    }
}
