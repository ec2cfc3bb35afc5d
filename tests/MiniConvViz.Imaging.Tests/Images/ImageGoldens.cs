using System.Text.Json;
using MiniConvViz.Formats;
using MiniConvViz.Tests;

namespace MiniConvViz.Imaging.Tests;

/// <summary>What Pillow and torchvision made of small pictures; see <c>tests/goldens/README.md</c>.</summary>
internal static class ImageGoldens
{
    private static readonly Lazy<StateDict> File =
        new(static () => StateDict.Read(RepositoryFiles.Golden("images", "images.safetensors")));

    /// <summary>The cases of one operator.</summary>
    public static IEnumerable<ImageGolden> Of(string operation) =>
        JsonDocument.Parse(File.Value.Metadata["cases"]).RootElement.EnumerateArray()
            .Where(entry => entry.GetProperty("op").GetString() == operation)
            .Select(entry => new ImageGolden(entry));

    public static float[] Values(string name) =>
        File.Value.TryGet(name, out WeightTensor? tensor)
            ? tensor.ToTensor().Values.ToArray()
            : throw new KeyNotFoundException($"The goldens have no {name}.");
}
