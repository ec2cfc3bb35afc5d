using System.Text.Json;
using System.Text.Json.Serialization;
using MiniConvViz.Execution;
using MiniConvViz.Imaging;

namespace MiniConvViz.Cli;

/// <summary>
/// The overview of several images, in the folder above theirs: a page that links to each, and a JSON file.
/// </summary>
internal static class Overview
{
    /// <summary>The link to the overview from the report of one image.</summary>
    public const string Link = "../index.html";

    /// <summary>The files that <see cref="Write"/> writes.</summary>
    public static string[] FilesIn(string folder) =>
        [Path.Combine(folder, "index.html"), Path.Combine(folder, "index.json")];

    /// <summary>Writes <c>index.html</c> and <c>index.json</c>.</summary>
    public static void Write(string folder, LoadedModel model, Device device, RenderOutcome outcome)
    {
        OverviewImage[] images =
        [
            .. outcome.Rendered.Select(image => new OverviewImage(
                image.Image,
                Path.GetRelativePath(folder, image.Folder),
                image.Inputs.Count > 0 ? image.Inputs[0] : null,
                image.Classes)),
        ];
        OverviewPage.Write(Path.Combine(folder, "index.html"), model.Network.Name, images, outcome.Failures);
        OverviewSummary summary = new(
            model.Network.Name,
            device.ToString(),
            [.. images.Select(image => new OverviewEntry(
                image.Name, image.Folder, image.Classes.Count > 0 ? image.Classes[0].Name : null))],
            outcome.Failures);
        AtomicFile.Write(
            Path.Combine(folder, "index.json"),
            stream => JsonSerializer.Serialize(stream, summary, OverviewSummaryJson.Default.OverviewSummary));
    }
}

/// <summary>The overview's <c>index.json</c>.</summary>
internal sealed record OverviewSummary(
    string Model, string Device, IReadOnlyList<OverviewEntry> Images, IReadOnlyList<string> Failures);

/// <summary>One image of the overview: its file, the folder that holds its report, the most probable class.</summary>
internal sealed record OverviewEntry(string Image, string Folder, string? Class);

/// <summary>Writes overviews without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(OverviewSummary))]
internal sealed partial class OverviewSummaryJson : JsonSerializerContext;
