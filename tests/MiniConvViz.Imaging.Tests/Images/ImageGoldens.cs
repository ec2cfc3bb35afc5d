using System.Collections.Concurrent;
using System.Text.Json;
using MiniConvViz.Formats;
using MiniConvViz.Tests;

namespace MiniConvViz.Imaging.Tests;

/// <summary>Results of Pillow and torchvision for small images; see <c>tests/goldens/README.md</c>.</summary>
internal static class ImageGoldens
{
    private static readonly ConcurrentDictionary<string, StateDict> Files = [];

    /// <summary>The cases of one operator.</summary>
    /// <param name="operation">Such as <c>decode</c>.</param>
    /// <param name="group">The folder: <c>images</c>, or <c>rasters</c> with TIFF, TGA and PNM.</param>
    public static IEnumerable<ImageGolden> Of(string operation, string group = "images") =>
        JsonDocument.Parse(Of(group).Metadata["cases"]).RootElement.EnumerateArray()
            .Where(entry => entry.GetProperty("op").GetString() == operation)
            .Select(entry => new ImageGolden(entry, group));

    public static float[] Values(string name, string group) =>
        Of(group).TryGet(name, out WeightTensor? tensor)
            ? tensor.ToTensor().Values.ToArray()
            : throw new KeyNotFoundException($"The goldens have no {name}.");

    private static StateDict Of(string group) => Files.GetOrAdd(
        group, static name => StateDict.Read(RepositoryFiles.Golden(name, $"{name}.safetensors")));
}
