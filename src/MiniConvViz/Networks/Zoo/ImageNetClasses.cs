namespace MiniConvViz.Networks.Zoo;

/// <summary>ImageNet's thousand class names, in the order of torchvision's outputs.</summary>
/// <remarks>Source: torchvision/models/_meta.py (BSD-3-Clause)</remarks>
internal static class ImageNetClasses
{
    private static readonly Lazy<string[]> Names = new(Read);

    /// <summary>The card of a torchvision classifier.</summary>
    public static ModelCard Card(string name) => ModelCard.ImageNet(name) with { ClassNames = Names.Value };

    private static string[] Read()
    {
        using Stream stream = typeof(ImageNetClasses).Assembly.GetManifestResourceStream("imagenet-classes.txt")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
