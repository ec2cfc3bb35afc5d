namespace MiniConvViz.Networks;

/// <summary>One entry of the model zoo: how a named network is written down, given its parameters.</summary>
/// <param name="Card">Name, expected images, classes.</param>
/// <param name="ClassifierWeight">The checkpoint's key whose first extent is the number of classes.</param>
/// <param name="Describe">Adds all layers, for that many classes, behind the builder's input.</param>
public sealed record Architecture(ModelCard Card, string ClassifierWeight, Action<NetworkBuilder, Node, int> Describe)
{
    public string Name => Card.Name;

    /// <summary>
    /// What a parameter of that name is called in checkpoints from before its module was renamed; null where none was.
    /// </summary>
    public Func<string, string>? OlderKey { get; init; }

    /// <summary>Whether torchvision's network has the switch <c>transform_input</c>.</summary>
    public bool HasTransformInput { get; init; }

    /// <summary>
    /// The same network built with <c>transform_input=True</c>, as torchvision's pretrained ones are: it takes images
    /// normalised with ImageNet's mean and deviation, and brings them to -1 to 1 itself. A checkpoint does not tell.
    /// </summary>
    /// <exception cref="NetworkException">torchvision's network has no such switch.</exception>
    public Architecture WithTransformInput() => Zoo.TransformInput.Of(this);

    /// <summary>The module of the last layer: <c>fc</c>, <c>classifier.6</c>.</summary>
    internal string Classifier => ClassifierWeight[..ClassifierWeight.LastIndexOf('.')];

    /// <summary>Builds the network.</summary>
    /// <param name="parameters">Where the learned tensors come from.</param>
    /// <param name="classes">How many classes the last layer tells apart.</param>
    /// <exception cref="NetworkException">The parameters do not fit.</exception>
    public Network Build(IParameterSource parameters, int classes)
    {
        ModelCard card = classes == Card.ClassNames.Count ? Card : Card with { ClassNames = [] };
        NetworkBuilder builder = new(card, parameters);
        Describe(builder, builder.Input(), classes);
        return builder.Build();
    }
}
