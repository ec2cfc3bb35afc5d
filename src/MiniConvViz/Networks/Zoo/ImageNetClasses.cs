namespace MiniConvViz.Networks.Zoo;

/// <summary>ImageNet's thousand class names, in the order of torchvision's outputs.</summary>
/// <remarks>Source: torchvision/models/_meta.py (BSD-3-Clause)</remarks>
internal static class ImageNetClasses
{
    private static readonly Lazy<string[]> Names = new(Read);

    /// <summary>
    /// The card of a torchvision classifier; the sizes are those of its first ImageNet weights (IMAGENET1K_V1).
    /// </summary>
    public static ModelCard Card(string name, int resize = 256, int crop = 224) =>
        ModelCard.ImageNet(name) with { ResizeShortSide = resize, CropSize = crop, ClassNames = Names.Value };

    /// <summary>The card of a classifier that was trained on values from -1 to 1: mean and deviation are 0.5.</summary>
    public static ModelCard CenteredCard(string name, int resize = 256, int crop = 224) =>
        Card(name, resize, crop) with { Mean = [0.5f, 0.5f, 0.5f], Std = [0.5f, 0.5f, 0.5f] };

    private static string[] Read()
    {
        using Stream stream = typeof(ImageNetClasses).Assembly.GetManifestResourceStream("imagenet-classes.txt")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
