using System.CommandLine;
using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>The options that say which network is meant, shared by all commands that load one.</summary>
internal sealed class ModelOptions
{
    private const int MostClasses = 100_000;

    public Option<string?> Model { get; } = new("--model", "-m")
    {
        Description = "A bundled model (fashion-lenet, fashion-resnet), an architecture of torchvision's (resnet18, "
            + "...), or an .onnx file; left out, the weights tell.",
        HelpName = "NAME|FILE.onnx",
    };

    public Option<string?> Weights { get; } = new("--weights", "-w")
    {
        Description = "A state_dict saved by PyTorch (.pth, .pt, .th) or .safetensors; a bundled model brings its own.",
        HelpName = "FILE",
    };

    public Option<int?> Classes { get; } = WholeNumber.Option(
        "--num-classes", MostClasses, "Classes of the last layer; left out, it follows the checkpoint.");

    public Option<string?> Key { get; } = new("--key")
    {
        Description = "Which weights, where a training script saved several: model_ema, model.module; left out, the "
            + "most usual ones, and a line says which.",
        HelpName = "KEY",
    };

    public Option<string?> Prefix { get; } = new("--prefix")
    {
        Description = "Only the tensors whose names begin so, without it: encoder_q; left out, it is looked for.",
        HelpName = "PREFIX",
    };

    public Option<bool> TransformInput { get; } = new("--transform-input")
    {
        Description = "Build googlenet or inception_v3 with transform_input=True, as torchvision's pretrained ones are; "
            + "a checkpoint does not tell. Matters for --input and verify.",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(Model);
        command.Options.Add(Weights);
        command.Options.Add(Key);
        command.Options.Add(Prefix);
        command.Options.Add(Classes);
        command.Options.Add(TransformInput);
    }

    /// <summary>
    /// The network with its weights, and what was noted while reading them; weights that are NaN or infinite are warned
    /// about on stderr.
    /// </summary>
    /// <param name="words">The command line.</param>
    /// <param name="given">The shapes of the first inputs, for a file that leaves them open.</param>
    public LoadedModel Load(ParseResult words, Func<ParseResult, IReadOnlyList<Shape>>? given = null)
    {
        LoadedModel loaded = Read(words, given);
        foreach (string choice in loaded.Choices)
        {
            Terminal.ErrorLine($"{loaded.WeightsFile}: {choice}");
        }

        foreach (string warning in loaded.Network.Warnings)
        {
            Terminal.ErrorLine($"warning: {loaded.WeightsFile}: {warning}");
        }

        return loaded;
    }

    private LoadedModel Read(ParseResult words, Func<ParseResult, IReadOnlyList<Shape>>? given)
    {
        if (BareCheckpoint(words) is StateDict bare)
        {
            return Load(Variant(ModelZoo.Recognise(bare), words), bare, words);
        }

        if (OnnxFile(words) is string onnx)
        {
            return LoadedModel.Of(OnnxReader.Read(onnx, given is null ? null : () => given(words)), onnx);
        }

        Architecture architecture = FindArchitecture(words);
        string path = WeightsFile(words) ?? ModelZoo.BundledWeights(architecture);
        return Load(architecture, ReadWeights(path, words), words);
    }

    private LoadedModel Load(Architecture architecture, StateDict checkpoint, ParseResult words)
    {
        FittingCheckpoint fitting = ModelZoo.Fit(architecture, checkpoint)
            ?? new FittingCheckpoint(architecture, checkpoint, HasHead: true);
        return LoadedModel.Of(
            ModelZoo.Load(fitting, words.GetValue(Classes)),
            fitting.Checkpoint,
            [.. fitting.Checkpoint.Notes.Except(checkpoint.Notes)]);
    }

    private StateDict ReadWeights(string path, ParseResult words) =>
        StateDict.Read(path, words.GetValue(Key), words.GetValue(Prefix));

    /// <summary>
    /// The network for looking at: with weights where there are some, else with zeros in their place.
    /// </summary>
    public Network LoadOrDescribe(ParseResult words, Func<ParseResult, IReadOnlyList<Shape>> given)
    {
        if (OnnxFile(words) is not null)
        {
            return Load(words, given).Network;
        }

        Architecture architecture = FindArchitecture(words);
        return words.GetValue(Weights) is not null || ModelZoo.Bundled.Contains(architecture.Name)
            ? Load(words).Network
            : Build(architecture, new BlankParameters(), words);
    }

    /// <summary>The network with seeded random weights.</summary>
    public Network LoadRandom(ParseResult words, int seed) =>
        words.GetValue(Weights) is not null || OnnxFile(words) is not null
            ? throw new UsageException(
                "--random-weights stands in for weights that are not there; leave it out where a file brings them.")
            : Build(FindArchitecture(words), new RandomParameters(seed), words);

    /// <summary>A checkpoint without a model: the zoo may know whose it is.</summary>
    public StateDict? BareCheckpoint(ParseResult words) =>
        words.GetValue(Model) is null && WeightsFile(words) is string file ? ReadWeights(file, words) : null;

    private string? WeightsFile(ParseResult words) =>
        words.GetValue(Weights) is string given ? FilePath.Of("--weights", given) : null;

    /// <summary>The model as a file that brings its own weights; null where it is a name.</summary>
    private string? OnnxFile(ParseResult words)
    {
        string? name = words.GetValue(Model);
        if (name is null || !name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            return name is null || !IsCheckpoint(name)
                ? null
                : throw new UsageException($"{name}: that is a checkpoint: --weights {name}, and with --model NAME "
                    + "which network it is, if its tensors do not tell.");
        }

        object?[] others =
            [words.GetValue(Weights), words.GetValue(Classes), words.GetValue(Key), words.GetValue(Prefix)];
        return !Array.TrueForAll(others, other => other is null)
            ? throw new UsageException(
                $"{name} brings its own weights; leave out --weights, --num-classes, --key and --prefix.")
            : words.GetValue(TransformInput)
            ? throw new UsageException($"{name} holds transform_input if it has it; leave out --transform-input.")
            : Path.GetFullPath(name);
    }

    /// <summary>Going by its name: no architecture is called so.</summary>
    private static bool IsCheckpoint(string name) => Array.Exists(
        [".pth", ".pt", ".th", ".ckpt", ".safetensors", ".bin"],
        extension => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase));

    private Network Build(Architecture architecture, IParameterSource parameters, ParseResult words) =>
        architecture.Build(parameters, words.GetValue(Classes) ?? architecture.Card.ClassNames.Count);

    private Architecture FindArchitecture(ParseResult words) => Variant(
        ModelZoo.Find(words.GetValue(Model)
            ?? throw new UsageException("which network? Give --model NAME, or --weights FILE.")),
        words);

    /// <summary>The architecture with the switches that no checkpoint holds.</summary>
    private Architecture Variant(Architecture architecture, ParseResult words) =>
        words.GetValue(TransformInput) ? architecture.WithTransformInput() : architecture;
}
