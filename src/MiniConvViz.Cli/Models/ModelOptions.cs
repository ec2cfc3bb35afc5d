using System.CommandLine;
using System.CommandLine.Completions;
using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>The options that choose the network, shared by all commands that load one.</summary>
internal sealed class ModelOptions
{
    private const int MostClasses = 100_000;

    public Option<string?> Model { get; } = new("--model", "-m")
    {
        Description = "The name of a model, an .onnx file or a .json file; names are the bundled models' "
            + "(fashion-lenet, fashion-resnet), torchvision's (resnet18, ...) and those of other projects "
            + "(cifar_resnet20, resnet50d, ...); the .json file describes a network; default: recognised by the weights.",
        HelpName = "NAME|FILE",
    };

    public Option<string?> Weights { get; } = new("--weights", "-w")
    {
        Description = "The trained weights; a state_dict saved by PyTorch (.pth, .pt, .th, .bin), .safetensors, .npz, "
            + "a pickle of arrays, TorchScript, or a Hugging Face folder; bundled models have their own.",
        HelpName = "FILE|DIR",
    };

    public Option<int?> Classes { get; } = WholeNumber.Option(
        "--num-classes", MostClasses, "Classes of the last layer; default: those of the checkpoint.");

    private readonly CheckpointOptions _checkpoint = new();

    public Option<int?> RandomWeights { get; } = WholeNumber.Option(
        "--random-weights",
        int.MaxValue,
        "Random weights of this seed; as of a network before training; the speed is that of a trained one.");

    public Option<bool> TransformInput { get; } = new("--transform-input")
    {
        Description = "Set transform_input of GoogLeNet and Inception v3; torchvision's pretrained ones have it; a "
            + "checkpoint does not contain it. It is relevant for --input and verify.",
    };

    public Option<bool> Strict { get; } = new("--strict")
    {
        Description = "Refuse .onnx files with unsupported nodes; exit code 3; by default the other nodes are "
            + "computed, and one line names the missing ones.",
    };

    /// <summary>Adds the models' names for completion; the zoo is built only when a shell asks for them.</summary>
    public ModelOptions() => Model.CompletionSources.Add(
        _ => ModelZoo.Architectures.Select(known => new CompletionItem(known.Name)));

    /// <summary>Adds all of them.</summary>
    /// <param name="command">The command.</param>
    /// <param name="takesRandomWeights">Whether it has <c>--random-weights</c>.</param>
    public void AddTo(Command command, bool takesRandomWeights = false)
    {
        if (takesRandomWeights)
        {
            command.Options.Add(RandomWeights);
        }

        command.Options.Add(Model);
        command.Options.Add(Weights);
        command.Options.Add(Classes);
        command.Options.Add(TransformInput);
        command.Options.Add(Strict);
        _checkpoint.AddTo(command);
    }

    /// <summary>
    /// Reads the network with its weights, and the notes on them; writes a warning to stderr where weights are NaN or
    /// infinite.
    /// </summary>
    /// <param name="words">The command line.</param>
    /// <param name="given">The shapes of the first inputs, for a file that leaves them open.</param>
    public LoadedModel Load(ParseResult words, Func<ParseResult, IReadOnlyList<Shape>>? given = null)
    {
        LoadedModel loaded = ProgressDisplay.Run(ReadingOf(words), () => LoaderOf(words).Load(given));
        foreach (string choice in loaded.Choices)
        {
            Terminal.ErrorLine($"{loaded.WeightsFile}: {choice}");
        }

        foreach (string warning in loaded.Network.Warnings)
        {
            Terminal.ErrorLine($"warning: {loaded.WeightsFile}: {warning}");
        }

        if (loaded.Network.MissingSummary is { Length: > 0 } missing)
        {
            Terminal.ErrorLine($"{loaded.WeightsFile}: {missing}; --strict refuses such files");
        }

        return loaded;
    }

    /// <summary>The text of the progress bar: what is being read.</summary>
    public string ReadingOf(ParseResult words) =>
        $"reading {Path.GetFileName(words.GetValue(Weights)) ?? words.GetValue(Model)}";

    /// <summary>
    /// The network for its description only: with its weights where they are given, otherwise with zeros.
    /// </summary>
    public Network LoadOrDescribe(ParseResult words, Func<ParseResult, IReadOnlyList<Shape>> given)
    {
        if (OnnxFile(words) is not null || IsPartial(words))
        {
            return Load(words, given).Network;
        }

        Architecture architecture = FindArchitecture(words);
        return words.GetValue(Weights) is not null || ModelZoo.Bundled.Contains(architecture.Name)
            ? Load(words).Network
            : LoaderOf(words).Build(architecture, new BlankParameters());
    }

    /// <summary>Whether weights may be missing.</summary>
    public bool IsPartial(ParseResult words) => _checkpoint.IsPartial(words);

    /// <summary>Whether there are weights without a model.</summary>
    public bool IsCheckpointAlone(ParseResult words) =>
        words.GetValue(Model) is null && words.GetValue(Weights) is not null;

    /// <summary>A checkpoint without a model: the zoo may recognise it.</summary>
    public StateDict? BareCheckpoint(ParseResult words) =>
        IsCheckpointAlone(words) ? _checkpoint.Read(WeightsFile(words)!, words) : null;

    /// <summary>The full path of <c>--weights</c>; null where the option is left out.</summary>
    public string? WeightsFile(ParseResult words) =>
        words.GetValue(Weights) is string given ? FilePath.Of("--weights", given) : null;

    /// <summary>The model as a file with its own weights; null where it is a name.</summary>
    /// <exception cref="UsageException">The model is a checkpoint, or other options contradict it.</exception>
    public string? OnnxFile(ParseResult words)
    {
        string? name = words.GetValue(Model);
        if (name is null || !name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            return name is null || !IsCheckpoint(name)
                ? null
                : throw new UsageException($"{name}: that is a checkpoint: --weights {name}, and with --model NAME "
                    + "which network it is, if its tensors do not show it.");
        }

        if (words.GetValue(Weights) is not null || words.GetValue(Classes) is not null || _checkpoint.IsAnyGiven(words))
        {
            throw new UsageException(
                $"{name} has its own weights; leave out --weights, --num-classes, --key, --prefix, --stem and "
                + "--partial.");
        }

        return words.GetValue(TransformInput)
            ? throw new UsageException($"{name} holds transform_input if it has it; leave out --transform-input.")
            : Path.GetFullPath(name);
    }

    /// <summary>Whether the name's extension is a checkpoint's; no architecture has such a name.</summary>
    private static bool IsCheckpoint(string name) => Array.Exists(
        [".pth", ".pt", ".th", ".ckpt", ".safetensors", ".bin", ".npz", ".pkl"],
        extension => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase));

    /// <summary>The architecture that <c>--model</c> names or describes.</summary>
    /// <exception cref="UsageException">There is no <c>--model</c>, or its name is that of a file.</exception>
    public Architecture FindArchitecture(ParseResult words)
    {
        string name = words.GetValue(Model)
            ?? throw new UsageException("which network? Give --model NAME, or --weights FILE.");
        if (name.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            return Variant(ArchitectureFile.Read(FilePath.Of("--model", name)), words);
        }

        return ModelZoo.Architectures.All(known => known.Name != name) && File.Exists($"{name}.onnx")
            ? throw new UsageException($"there is no model '{name}', but there is a file: --model {name}.onnx")
            : Variant(ModelZoo.Find(name), words);
    }

    /// <summary>The architecture with the settings that no checkpoint contains.</summary>
    public Architecture Variant(Architecture architecture, ParseResult words) =>
        words.GetValue(TransformInput) ? architecture.WithTransformInput() : architecture;

    private ModelLoader LoaderOf(ParseResult words) => new(this, _checkpoint, words);
}
