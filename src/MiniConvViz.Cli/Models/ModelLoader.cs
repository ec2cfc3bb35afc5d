using System.CommandLine;
using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>
/// Loads the network that a command line chooses: an ONNX file, a checkpoint alone, or an architecture with a
/// checkpoint, bundled weights or random weights.
/// </summary>
/// <param name="model">The options that choose the network.</param>
/// <param name="checkpoint">The options that choose weights within a checkpoint.</param>
/// <param name="words">The command line.</param>
internal sealed class ModelLoader(ModelOptions model, CheckpointOptions checkpoint, ParseResult words)
{
    /// <summary>Loads the network with its weights, and the notes on them.</summary>
    /// <param name="given">The shapes of the first inputs, for a file that leaves them open.</param>
    /// <exception cref="UsageException">The options contradict each other, or weights are missing.</exception>
    public LoadedModel Load(Func<ParseResult, IReadOnlyList<Shape>>? given)
    {
        if (words.GetValue(model.Strict) && checkpoint.IsPartial(words))
        {
            throw new UsageException("--strict refuses what --partial allows; give one of the two.");
        }

        if (words.GetValue(model.RandomWeights) is int seed)
        {
            return LoadedModel.Of(LoadRandom(seed), $"random weights, seed {seed}");
        }

        if (model.BareCheckpoint(words) is StateDict bare)
        {
            return checkpoint.IsPartial(words)
                ? LoadPartly(null, bare)
                : Load(model.Variant(ModelZoo.Recognise(bare), words), bare);
        }

        if (model.OnnxFile(words) is string onnx)
        {
            Network network = OnnxReader.Read(
                onnx, given is null ? null : () => given(words), words.GetValue(model.Strict));
            return LoadedModel.Of(network, onnx);
        }

        Architecture architecture = model.FindArchitecture(words);
        StateDict weights = checkpoint.Read(model.WeightsFile(words) ?? BundledWeights(architecture), words);
        return checkpoint.IsPartial(words) ? LoadPartly(architecture, weights) : Load(architecture, weights);
    }

    /// <summary>
    /// Builds a network of as many classes as <c>--num-classes</c> says, with the stem that <c>--stem</c> describes.
    /// </summary>
    /// <param name="architecture">Its architecture.</param>
    /// <param name="parameters">Its weights.</param>
    public Network Build(Architecture architecture, IParameterSource parameters) => architecture.Build(
        parameters,
        new NetworkVariant(words.GetValue(model.Classes) ?? architecture.Classes)
        {
            Stem = checkpoint.StemOf(words),
        });

    private static string BundledWeights(Architecture architecture) => ModelZoo.Bundled.Contains(architecture.Name)
        ? ModelZoo.BundledWeights(architecture)
        : throw new UsageException(
            $"{architecture.Name} needs weights: --weights FILE, a state_dict saved by PyTorch "
            + $"(bundled with their weights are {string.Join(" and ", ModelZoo.Bundled)})");

    /// <summary>The network with seeded random weights.</summary>
    private Network LoadRandom(int seed) =>
        words.GetValue(model.Weights) is not null || model.OnnxFile(words) is not null
            ? throw new UsageException(
                "--random-weights takes the place of a file's weights; leave it out, or leave out the file.")
            : ProgressDisplay.Run(
                "drawing random weights", () => Build(model.FindArchitecture(words), new RandomParameters(seed)));

    private LoadedModel LoadPartly(Architecture? architecture, StateDict weights)
    {
        FittingCheckpoint fitting = ModelZoo.FitPartly(weights, architecture);
        if (architecture is not null)
        {
            return Load(fitting, weights);
        }

        string taken = $"took it for {fitting.Architecture.Name}, with which most tensors agree";
        return Load(fitting with { Architecture = model.Variant(fitting.Architecture, words) }, weights, taken);
    }

    private LoadedModel Load(Architecture architecture, StateDict weights)
    {
        FittingCheckpoint fitting = ModelZoo.Fit(architecture, weights)
            ?? new FittingCheckpoint(architecture, weights, HasHead: true);
        return Load(fitting, weights);
    }

    private LoadedModel Load(FittingCheckpoint fitting, StateDict weights, string taken = "")
    {
        NetworkVariant variant = ModelZoo.VariantOf(fitting, words.GetValue(model.Classes), checkpoint.StemOf(words));
        string[] notes =
        [
            .. taken.Length > 0 ? [taken] : Array.Empty<string>(),
            .. fitting.Checkpoint.Notes.Except(weights.Notes),
            .. variant.Assumptions,
        ];
        return LoadedModel.Of(ModelZoo.Load(fitting, variant), fitting.Checkpoint, notes);
    }
}
