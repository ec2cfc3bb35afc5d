using MiniConvViz.Formats;
using MiniConvViz.Networks.Zoo;

namespace MiniConvViz.Networks;

/// <summary>
/// The networks that this library contains by name, with torchvision's node names. Two small ones are bundled with
/// their weights; the others need a checkpoint saved by PyTorch.
/// </summary>
public static class ModelZoo
{
    /// <summary>Networks that are not in torchvision, or not under these names.</summary>
    internal static IReadOnlyList<Architecture> OtherProjects { get; } =
        [.. CifarResNet.All, .. CifarVgg.All, .. ResNetD.All, .. ScaledMobileNet.All];

    /// <summary>Every architecture, by family.</summary>
    public static IReadOnlyList<Architecture> Architectures { get; } =
    [
        .. Fashion.All, .. AlexNet.All, .. Vgg.All, .. ResNet.All, .. SqueezeNet.All, .. DenseNet.All, .. GoogLeNet.All,
        .. InceptionV3.All, .. MobileNetV2.All, .. MobileNetV3.All, .. RegNet.All, .. EfficientNet.All, .. MnasNet.All,
        .. ShuffleNetV2.All, .. ConvNeXt.All, .. OtherProjects,
    ];

    /// <summary>The networks whose trained weights are bundled with the library.</summary>
    public static IReadOnlyList<string> Bundled { get; } = [.. Fashion.All.Select(architecture => architecture.Name)];

    /// <summary>The architecture of that name.</summary>
    /// <exception cref="NetworkException">There is none; the message lists the nearest names.</exception>
    public static Architecture Find(string name) =>
        Architectures.FirstOrDefault(architecture => architecture.Name == name)
        ?? throw new NetworkException(
            $"there is no model '{name}'; near it are "
            + string.Join(", ", NearestNames.Of(name, Architectures.Select(known => known.Name), 3)));

    /// <summary>A network with its weights.</summary>
    /// <param name="name">Such as <c>resnet18</c> or <c>fashion-resnet</c>.</param>
    /// <param name="weights">A .pth, .pt, .th or .safetensors file; may be left out for a bundled network.</param>
    /// <param name="classes">Classes of the last layer; left out, it follows the checkpoint.</param>
    /// <param name="transformInput"><see cref="Architecture.WithTransformInput"/></param>
    /// <exception cref="NetworkException">
    /// The name is unknown, weights are needed, or the checkpoint does not fit.
    /// </exception>
    /// <exception cref="UnreadableInputException">The file cannot be read.</exception>
    public static Network Load(
        string name, string? weights = null, int? classes = null, bool transformInput = false)
    {
        Architecture architecture = transformInput ? Find(name).WithTransformInput() : Find(name);
        return Load(architecture, StateDict.Read(weights ?? BundledWeights(architecture)), classes);
    }

    /// <summary>
    /// A network with weights that are already read. Prefixes of names, another name of the last layer and a missing
    /// head are accepted as by <see cref="Fit"/>.
    /// </summary>
    /// <exception cref="NetworkException">The checkpoint does not fit.</exception>
    public static Network Load(Architecture architecture, StateDict checkpoint, int? classes = null) =>
        Load(Fit(architecture, checkpoint) ?? new FittingCheckpoint(architecture, checkpoint, HasHead: true), classes);

    /// <summary>A network with weights that fit it.</summary>
    /// <exception cref="NetworkException">The checkpoint does not fit, or has another number of classes.</exception>
    public static Network Load(FittingCheckpoint fitting, int? classes = null)
    {
        ArgumentNullException.ThrowIfNull(fitting);
        return Load(fitting, VariantOf(fitting, classes));
    }

    /// <summary>A network with weights that fit it, of the variant that <see cref="VariantOf"/> returns.</summary>
    /// <exception cref="NetworkException">The checkpoint does not fit.</exception>
    public static Network Load(FittingCheckpoint fitting, NetworkVariant variant)
    {
        ArgumentNullException.ThrowIfNull(fitting);
        CheckpointParameters parameters = new(fitting.Checkpoint, fitting.Architecture.OlderKey)
        {
            WithoutHead = !fitting.HasHead,
            IsPartial = fitting.IsPartial,
        };
        return fitting.Architecture.Build(parameters, variant);
    }

    /// <summary>
    /// The variant of a checkpoint's network by its shapes, and the assumptions where they do not determine it. No
    /// values are read.
    /// </summary>
    /// <param name="fitting">The checkpoint.</param>
    /// <param name="classes">Classes of the last layer; left out, the checkpoint's.</param>
    /// <param name="stem">The stem of a ResNet; left out, it is assumed from the first convolution's kernel.</param>
    public static NetworkVariant VariantOf(FittingCheckpoint fitting, int? classes = null, Stem? stem = null)
    {
        ArgumentNullException.ThrowIfNull(fitting);
        return CheckpointVariant.Of(fitting.Architecture, fitting.Checkpoint, classes, stem);
    }

    /// <summary>
    /// The part of a network in a checkpoint that lacks some of its tensors, or has some in another shape. The network
    /// that is loaded from it has no nodes that need them; its <see cref="Network.Warnings"/> list the missing nodes
    /// and the last ones. No values are read.
    /// </summary>
    /// <param name="checkpoint">The tensors.</param>
    /// <param name="architecture">The network; left out, the one with which most tensors agree.</param>
    /// <exception cref="NetworkException">No tensor agrees in name and shape.</exception>
    public static FittingCheckpoint FitPartly(StateDict checkpoint, Architecture? architecture = null)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        CheckpointFitter fitter = new(checkpoint);
        IReadOnlyList<Architecture> meant = architecture is null ? Architectures : [architecture];
        return meant.Select(fitter.FitPartly).OfType<FittingCheckpoint>()
            .OrderByDescending(fitting => fitting.Agreeing).ThenByDescending(fitting => fitting.Share).FirstOrDefault()
            ?? throw new NetworkException($"{checkpoint.Path}: no tensor has a name and shape of "
                + $"{architecture?.Name ?? "any model of the zoo"}; is this the checkpoint of another model?");
    }

    /// <summary>
    /// A checkpoint that fits an architecture: unchanged, without a prefix of all names, or without its last layers;
    /// null where none of these fits. No values are read.
    /// </summary>
    public static FittingCheckpoint? Fit(Architecture architecture, StateDict checkpoint)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(checkpoint);
        return new CheckpointFitter(checkpoint).Fit([architecture]) is [FittingCheckpoint only] ? only : null;
    }

    /// <summary>
    /// The architectures whose names and shapes are those of a checkpoint: one, or none. No values are read.
    /// </summary>
    public static IReadOnlyList<Architecture> Fitting(StateDict checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return [.. new CheckpointFitter(checkpoint).Fit(Architectures).Select(fitting => fitting.Architecture)];
    }

    /// <summary>
    /// The architectures that share most names and shapes with a checkpoint, the nearest first. No values are read.
    /// </summary>
    public static IReadOnlyList<NearArchitecture> Nearest(StateDict checkpoint, int count = 3)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return
        [
            .. Architectures
                .Select(architecture => NearArchitecture.Of(architecture, checkpoint))
                .OfType<NearArchitecture>()
                .OrderByDescending(near => near.Share)
                .Take(count),
        ];
    }

    /// <summary>The only architecture whose names and shapes are those of a checkpoint.</summary>
    /// <exception cref="NetworkException">There is none, or more than one; the message names the nearest.</exception>
    public static Architecture Recognise(StateDict checkpoint)
    {
        IReadOnlyList<Architecture> fitting = Fitting(checkpoint);
        return fitting switch
        {
            [Architecture only] => only,
            [] => throw new NetworkException(
                $"{checkpoint.Path}: fits no model of the zoo{Nearby(checkpoint)}; "
                + "if it is one of them, say which")
            {
                Remedy = Remedy.NameModel,
            },
            _ => Named(checkpoint, fitting) ?? throw new NetworkException(
                $"{checkpoint.Path}: fits {string.Join(" and ", fitting.Select(architecture => architecture.Name))}; "
                + "say which it is")
            {
                Remedy = Remedy.NameModel,
            },
        };
    }

    /// <summary>The architecture named in the settings next to the file, as timm's are.</summary>
    private static Architecture? Named(StateDict checkpoint, IReadOnlyList<Architecture> fitting) =>
        checkpoint.Metadata.TryGetValue("architecture", out string? name)
            ? fitting.FirstOrDefault(architecture => architecture.Name == "timm_" + name)
                ?? fitting.FirstOrDefault(architecture => architecture.Name == name)
            : null;

    /// <summary>The file of a bundled network's weights, next to the library.</summary>
    /// <exception cref="NetworkException">The network is not a bundled one.</exception>
    public static string BundledWeights(Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        return Bundled.Contains(architecture.Name)
            ? Path.Combine(BundledFolder, architecture.Name, architecture.Name + ".safetensors")
            : throw new NetworkException(
                $"{architecture.Name} needs weights: a state_dict saved by PyTorch "
                + $"(bundled with their weights are {string.Join(" and ", Bundled)})");
    }

    /// <summary>The folder of bundled models and sample images.</summary>
    public static string BundledFolder => Path.Combine(AppContext.BaseDirectory, "models");

    private static string Nearby(StateDict checkpoint)
    {
        string names = string.Join(", ", Nearest(checkpoint).Select(
            near => $"{near.Architecture.Name} ({near.Agreeing} tensors of {checkpoint.Tensors.Count} agree)"));
        return names.Length > 0 ? $"; near it are {names}" : "";
    }
}
