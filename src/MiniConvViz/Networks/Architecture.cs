namespace MiniConvViz.Networks;

/// <summary>One entry of the model zoo: the function that builds a named network from its parameters.</summary>
/// <param name="Card">Name, expected images, classes.</param>
/// <param name="ClassifierWeight">The checkpoint's key whose first extent is the number of classes.</param>
/// <param name="Describe">Adds all layers, for a number of classes, after the builder's input.</param>
public sealed record Architecture(ModelCard Card, string ClassifierWeight, Action<NetworkBuilder, Node, int> Describe)
{
    private const int Small = 32;
    private string? _firstWeight;

    /// <summary>The name in the zoo, such as <c>resnet18</c>.</summary>
    public string Name => Card.Name;

    /// <summary>The number of classes of the original network.</summary>
    public int Classes { get; init; } = Card.ClassNames.Count;

    /// <summary>
    /// The name of a parameter in checkpoints from before its module was renamed; null where no module was renamed.
    /// </summary>
    public Func<string, string>? OlderKey { get; init; }

    /// <summary>Whether torchvision's network has the switch <c>transform_input</c>.</summary>
    public bool HasTransformInput { get; init; }

    /// <summary>
    /// The same network built with <c>transform_input=True</c>, as torchvision's pretrained ones are: its input is
    /// normalised with ImageNet's mean and deviation, and its first layers change it to -1 to 1. A checkpoint does not
    /// contain this switch.
    /// </summary>
    /// <exception cref="NetworkException">torchvision's network has no such switch.</exception>
    public Architecture WithTransformInput() => Zoo.TransformInput.Of(this);

    /// <summary>
    /// Whether the first convolution may have another kernel than 7x7, as in ResNets for small images.
    /// </summary>
    internal bool HasStem { get; init; }

    /// <summary>
    /// What this architecture assumes because names and shapes do not determine it; null where there is no assumption.
    /// </summary>
    internal string? Assumption { get; init; }

    /// <summary>The module of the last layer: <c>fc</c>, <c>classifier.6</c>.</summary>
    internal string Classifier => ClassifierWeight[..ClassifierWeight.LastIndexOf('.')];

    /// <summary>The first parameter that it reads: <c>conv1.weight</c>.</summary>
    internal string FirstWeight => _firstWeight ??= FirstParameter.Of(this);

    /// <summary>Builds the network.</summary>
    /// <param name="parameters">The source of the learned tensors.</param>
    /// <param name="classes">The number of classes of the last layer.</param>
    /// <exception cref="NetworkException">The parameters do not fit.</exception>
    public Network Build(IParameterSource parameters, int classes) => Build(parameters, new NetworkVariant(classes));

    /// <summary>Builds a variant of the network, such as that of a checkpoint.</summary>
    /// <exception cref="NetworkException">The parameters do not fit.</exception>
    public Network Build(IParameterSource parameters, NetworkVariant variant)
    {
        ArgumentNullException.ThrowIfNull(variant);
        IReadOnlyList<string> names = variant.ClassNames.Count > 0 ? variant.ClassNames : Card.ClassNames;
        ModelCard card = Card with { ClassNames = names.Count == variant.Classes ? names : [] };
        card = variant.Channels is int channels && channels != card.Channels ? card.WithChannels(channels) : card;
        card = HasStem && variant.Stem is { Stride: 1, HasPool: false } ? card.Resized(Small) : card;
        NetworkBuilder builder = new(card, parameters)
        {
            Stem = variant.Stem ?? Stem.ImageNet,
            FollowsChannels = card.Channels != Card.Channels,
        };
        Describe(builder, builder.Input(), variant.Classes);
        return builder.Build();
    }
}
