namespace MiniConvViz.Networks;

/// <summary>The preprocessing of a network's input and the names of its outputs.</summary>
/// <param name="Name">Such as <c>resnet18</c>.</param>
/// <param name="Channels">3 for colour, 1 for grayscale.</param>
/// <param name="ResizeShortSide">The short side is resized to this before the crop; null when the image is resized
/// straight to the crop size.</param>
/// <param name="CropSize">Height and width of the square the network was trained on.</param>
/// <param name="Mean">Per channel, subtracted from values in 0..1.</param>
/// <param name="Std">Per channel, divides the difference.</param>
/// <param name="ClassNames">One per output, or empty when unknown.</param>
public sealed record ModelCard(
    string Name,
    int Channels,
    int? ResizeShortSide,
    int CropSize,
    IReadOnlyList<float> Mean,
    IReadOnlyList<float> Std,
    IReadOnlyList<string> ClassNames)
{
    /// <summary>The width of the image, where it is no square of <see cref="CropSize"/>.</summary>
    public int? Width { get; init; }

    /// <summary>
    /// Whether the normalisation of the network's images is unknown, so that the usual one is assumed.
    /// </summary>
    public bool IsAssumed { get; init; }

    /// <summary>
    /// Whether the network takes integers: an image's bytes, 0 to 255, neither scaled nor normalised.
    /// </summary>
    public bool TakesBytes { get; init; }

    /// <summary>
    /// Whether the network takes its images as [N,H,W,C], as Keras' networks do, and not as [N,C,H,W].
    /// </summary>
    public bool ChannelsAreLast { get; init; }

    /// <summary>
    /// Whether the network's file leaves axes of its input open besides that of the batch, so that
    /// <see cref="CropSize"/> is a guess.
    /// </summary>
    public bool HasOpenSize { get; init; }

    /// <summary>
    /// For another number of channels: grey is normalised with the averages of the three, which is an assumption;
    /// networks with other numbers cannot take an image.
    /// </summary>
    internal ModelCard WithChannels(int channels) => this with
    {
        Channels = channels,
        Mean = channels == 1 ? [Mean.Average()] : [],
        Std = channels == 1 ? [Std.Average()] : [],
        IsAssumed = true,
    };

    /// <summary>A card for images of another size, to which the whole image is resized.</summary>
    internal ModelCard Resized(int size) => this with { ResizeShortSide = null, CropSize = size };

    /// <summary>The card of a network whose preprocessing is unknown.</summary>
    public static ModelCard Unknown(string name) => new(name, 0, null, 0, [], [], []);

    /// <summary>
    /// The card of torchvision's ImageNet classifiers: short side 256, centre 224x224, ImageNet's mean and std.
    /// </summary>
    public static ModelCard ImageNet(string name) =>
        new(name, 3, 256, 224, [0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f], []);
}
