using System.Text.Json.Serialization;
using MiniConvViz.Analysis;
using MiniConvViz.Execution;

namespace MiniConvViz.Cli;

/// <summary>What <c>render --json</c> prints for each picture.</summary>
internal sealed record RenderSummary(
    string Model,
    string Image,
    string Device,
    string DeviceReason,
    string Folder,
    string Index,
    int Pictures,
    IReadOnlyList<ClassScore> Classes)
{
    public static RenderSummary Of(RenderedImage rendered, string model, Device device) => new(
        model,
        rendered.Image,
        device.ToString(),
        device.Reason,
        rendered.Folder,
        Path.Combine(rendered.Folder, "index.json"),
        rendered.Pictures,
        rendered.Classes);
}

/// <summary>Writes summaries without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(RenderSummary[]))]
internal sealed partial class RenderSummaryJson : JsonSerializerContext;
