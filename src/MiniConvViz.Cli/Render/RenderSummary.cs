using System.Text.Json.Serialization;
using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary>The output of <c>render --json</c> for each image.</summary>
internal sealed record RenderSummary(
    string Model,
    string Image,
    string Device,
    string DeviceReason,
    string Folder,
    string Index,
    int Pictures,
    IReadOnlyList<RenderedClass> Classes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<MissingNode>? Missing)
{
    public static RenderSummary Of(RenderedImage rendered, Network network, Device device) => new(
        network.Name,
        rendered.Image,
        device.ToString(),
        device.Reason,
        rendered.Folder,
        Path.Combine(rendered.Folder, "index.json"),
        rendered.Pictures,
        [.. rendered.Classes.Select(RenderedClass.Of)],
        MissingNodes.OrNull(network));
}

/// <summary>
/// One of the most probable classes; a probability that is not finite is null, as in <c>index.json</c>. For a network
/// that is no classifier, one of its values.
/// </summary>
internal sealed record RenderedClass(
    int Index,
    string Name,
    float? Probability,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] float? Value)
{
    public static RenderedClass Of(ClassScore score)
    {
        float? value = float.IsFinite(score.Value) ? score.Value : null;
        return score.IsProbability
            ? new RenderedClass(score.Index, score.Name, value, Value: null)
            : new RenderedClass(score.Index, score.Name, Probability: null, value);
    }
}

/// <summary>Writes summaries without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(RenderSummary[]))]
internal sealed partial class RenderSummaryJson : JsonSerializerContext;
