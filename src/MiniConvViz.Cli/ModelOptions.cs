using System.CommandLine;
using MiniConvViz.Formats;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary>The options that say which network is meant, shared by all commands that load one.</summary>
internal sealed class ModelOptions
{
    private const int MostClasses = 100_000;

    public Option<string?> Model { get; } = new("--model", "-m")
    {
        Description = "A bundled model (fashion-lenet, fashion-resnet) or an architecture of torchvision's (resnet18, ...); "
            + "left out, the weights tell.",
        HelpName = "NAME",
    };

    public Option<FileInfo?> Weights { get; } = new("--weights", "-w")
    {
        Description = "A state_dict saved by PyTorch (.pth, .pt, .th) or .safetensors; a bundled model brings its own.",
        HelpName = "FILE",
    };

    public Option<int?> Classes { get; } = WholeNumber.Option(
        "--num-classes", MostClasses, "Classes of the last layer; left out, it follows the checkpoint.");

    public void AddTo(Command command)
    {
        command.Options.Add(Model);
        command.Options.Add(Weights);
        command.Options.Add(Classes);
    }

    /// <summary>The network with its weights, and what was noted while reading them.</summary>
    public LoadedModel Load(ParseResult words)
    {
        if (BareCheckpoint(words) is StateDict bare)
        {
            return LoadedModel.Of(ModelZoo.Load(ModelZoo.Recognise(bare), bare, words.GetValue(Classes)), bare);
        }

        Architecture architecture = FindArchitecture(words);
        string path = words.GetValue(Weights)?.FullName ?? ModelZoo.BundledWeights(architecture);
        StateDict checkpoint = StateDict.Read(path);
        return LoadedModel.Of(ModelZoo.Load(architecture, checkpoint, words.GetValue(Classes)), checkpoint);
    }

    /// <summary>
    /// The network for looking at: with weights where there are some, else with zeros in their place.
    /// </summary>
    public Network LoadOrDescribe(ParseResult words)
    {
        Architecture architecture = FindArchitecture(words);
        return words.GetValue(Weights) is not null || ModelZoo.Bundled.Contains(architecture.Name)
            ? Load(words).Network
            : architecture.Build(new BlankParameters(), words.GetValue(Classes) ?? architecture.Card.ClassNames.Count);
    }

    /// <summary>A checkpoint without a model: the zoo may know whose it is.</summary>
    public StateDict? BareCheckpoint(ParseResult words) =>
        words.GetValue(Model) is null && words.GetValue(Weights) is FileInfo file ? StateDict.Read(file.FullName) : null;

    private Architecture FindArchitecture(ParseResult words)
    {
        string name = words.GetValue(Model) ?? throw new UsageException("which network? Give --model NAME, or --weights FILE.");
        return name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)
            ? throw new UnsupportedModelException($"{name}: ONNX models cannot be imported yet; use a model of the zoo with --weights.")
            : ModelZoo.Find(name);
    }
}
