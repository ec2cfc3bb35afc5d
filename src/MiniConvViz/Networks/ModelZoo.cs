using MiniConvViz.Formats;
using MiniConvViz.Networks.Zoo;

namespace MiniConvViz.Networks;

/// <summary>
/// The networks this library knows by name, with torchvision's own node names. Two small ones travel with it, weights
/// and all; the others take a checkpoint that PyTorch wrote.
/// </summary>
public static class ModelZoo
{
    /// <summary>A checkpoint may claim any number; with so many, every layer of every architecture is still a
    /// tensor.</summary>
    private const int MostClasses = 100_000;

    /// <summary>Every architecture, by family.</summary>
    public static IReadOnlyList<Architecture> Architectures { get; } =
    [
        .. Fashion.All, .. AlexNet.All, .. Vgg.All, .. ResNet.All, .. SqueezeNet.All, .. DenseNet.All,
        .. GoogLeNet.All, .. InceptionV3.All, .. MobileNetV2.All, .. MobileNetV3.All, .. RegNet.All,
        .. EfficientNet.All, .. MnasNet.All, .. ShuffleNetV2.All,
        .. ConvNeXt.All,
    ];

    /// <summary>The networks whose trained weights travel with the library.</summary>
    public static IReadOnlyList<string> Bundled { get; } = [.. Fashion.All.Select(architecture => architecture.Name)];

    /// <summary>The architecture of that name.</summary>
    /// <exception cref="NetworkException">There is none; the message lists those there are.</exception>
    public static Architecture Find(string name) =>
        Architectures.FirstOrDefault(architecture => architecture.Name == name)
        ?? throw new NetworkException(
            $"there is no model '{name}'; "
            + $"the models are {string.Join(", ", Architectures.Select(known => known.Name))}");

    /// <summary>A network with its weights.</summary>
    /// <param name="name">Such as <c>resnet18</c> or <c>fashion-resnet</c>.</param>
    /// <param name="weights">A .pth, .pt, .th or .safetensors file; may be left out for a bundled network.</param>
    /// <param name="classes">Classes of the last layer; left out, it follows the checkpoint.</param>
    /// <param name="transformInput"><see cref="Architecture.WithTransformInput"/></param>
    /// <exception cref="NetworkException">The name is unknown, weights are needed, or the checkpoint does not
    /// fit.</exception>
    /// <exception cref="UnreadableInputException">The file cannot be read.</exception>
    public static Network Load(
        string name, string? weights = null, int? classes = null, bool transformInput = false)
    {
        Architecture architecture = transformInput ? Find(name).WithTransformInput() : Find(name);
        return Load(architecture, StateDict.Read(weights ?? BundledWeights(architecture)), classes);
    }

    /// <summary>
    /// A network with weights that were read already. Names with something before them, another last layer's name and a
    /// missing head are followed as <see cref="Fit"/> does.
    /// </summary>
    /// <exception cref="NetworkException">The checkpoint does not fit.</exception>
    public static Network Load(Architecture architecture, StateDict checkpoint, int? classes = null) =>
        Load(Fit(architecture, checkpoint) ?? new FittingCheckpoint(architecture, checkpoint, HasHead: true), classes);

    /// <summary>A network with weights that were found to fit it.</summary>
    /// <exception cref="NetworkException">The checkpoint does not fit, or has another number of classes.</exception>
    public static Network Load(FittingCheckpoint fitting, int? classes = null)
    {
        ArgumentNullException.ThrowIfNull(fitting);
        (Architecture architecture, StateDict checkpoint, bool hasHead) = fitting;
        return architecture.Build(
            new CheckpointParameters(checkpoint, architecture.OlderKey) { WithoutHead = !hasHead },
            classes ?? ClassesOf(architecture, checkpoint));
    }

    /// <summary>
    /// A checkpoint as an architecture can take it: as it is, without what stands before all names, or without its last
    /// layers; null where none of these fits. No numbers are read.
    /// </summary>
    public static FittingCheckpoint? Fit(Architecture architecture, StateDict checkpoint)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(checkpoint);
        return new CheckpointFitter(checkpoint).Fit([architecture]) is [FittingCheckpoint only] ? only : null;
    }

    /// <summary>
    /// The architectures whose names and shapes are those of a checkpoint: one, or none. No numbers are read.
    /// </summary>
    public static IReadOnlyList<Architecture> Fitting(StateDict checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return [.. new CheckpointFitter(checkpoint).Fit(Architectures).Select(fitting => fitting.Architecture)];
    }

    /// <summary>
    /// The architectures that share most names and shapes with a checkpoint, the nearest first. No numbers are read.
    /// </summary>
    public static IReadOnlyList<NearArchitecture> Nearest(StateDict checkpoint, int count = 3)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return
        [
            .. Architectures
                .Select(architecture => Compare(architecture, checkpoint))
                .OfType<NearArchitecture>()
                .OrderByDescending(near => near.Share)
                .Take(count),
        ];
    }

    /// <summary>The one architecture whose names and shapes are those of a checkpoint.</summary>
    /// <exception cref="NetworkException">There is none, or more than one; the message names the nearest.</exception>
    public static Architecture Recognise(StateDict checkpoint)
    {
        IReadOnlyList<Architecture> fitting = Fitting(checkpoint);
        return fitting switch
        {
            [Architecture only] => only,
            [] => throw new NetworkException(
                $"{checkpoint.Path}: fits no model of the zoo{Nearby(checkpoint)}; "
                + "if it is one of them, say which: --model NAME"),
            _ => throw new NetworkException(
                $"{checkpoint.Path}: fits {string.Join(" and ", fitting.Select(architecture => architecture.Name))}; "
                + "say which it is: --model NAME"),
        };
    }

    /// <summary>Where the weights of a bundled network lie: beside the library.</summary>
    /// <exception cref="NetworkException">The network is not a bundled one.</exception>
    public static string BundledWeights(Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        return Bundled.Contains(architecture.Name)
            ? Path.Combine(BundledFolder, architecture.Name, architecture.Name + ".safetensors")
            : throw new NetworkException(
                $"{architecture.Name} needs weights: --weights FILE, a state_dict saved by PyTorch "
                + $"(bundled with their weights are {string.Join(" and ", Bundled)})");
    }

    /// <summary>The folder of bundled models and sample images.</summary>
    public static string BundledFolder => Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>The classes of the last layer: the checkpoint's, else those the architecture was made for.</summary>
    internal static int ClassesOf(Architecture architecture, StateDict checkpoint) =>
        checkpoint.TryGet(architecture.ClassifierWeight, out WeightTensor? weight) && weight.Shape.Rank > 0
            ? Math.Clamp(weight.Shape[0], 1, MostClasses)
            : architecture.Card.ClassNames.Count;

    private static string Nearby(StateDict checkpoint)
    {
        string names = string.Join(", ", Nearest(checkpoint).Select(
            near => $"{near.Architecture.Name} ({near.Agreeing} tensors of {checkpoint.Tensors.Count} agree)"));
        return names.Length > 0 ? $"; near it are {names}" : "";
    }

    private static NearArchitecture? Compare(Architecture architecture, StateDict checkpoint)
    {
        CheckpointAgreement agreement = new(checkpoint, architecture.OlderKey);
        try
        {
            _ = architecture.Build(agreement, ClassesOf(architecture, checkpoint));
            return agreement.Agreeing > 0 ? new(architecture, agreement.Agreeing, agreement.Share) : null;
        }
        catch (NetworkException)
        {
            return null;
        }
    }
}
