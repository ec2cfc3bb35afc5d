using System.Text.Json.Serialization;
using MiniConvViz.Analysis;
using MiniConvViz.Imaging;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary>The output of <c>verify</c>, as a table or as JSON; in JSON, NaN and infinities are strings.</summary>
internal sealed record VerifySummary(
    string Model,
    string Device,
    string Reference,
    IReadOnlyDictionary<string, string> Metadata,
    bool Isolated,
    int WithinRounding,
    int Suspicious,
    int Wrong,
    int NotJudged,
    string? FirstDivergence,
    Explanation? Explanation,
    IReadOnlyList<UnmatchedName> NotInReference,
    IReadOnlyList<UnmatchedName> NotInNetwork,
    string? Report,
    IReadOnlyList<VerifiedNode> Nodes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<MissingNode>? Missing)
{
    public static VerifySummary Of(VerifyJob job, Verification result) => new(
        job.Model.Network.Name,
        job.Device.ToString(),
        job.Reference.Path,
        job.Reference.Metadata,
        job.Isolate,
        result.Count(Verdict.WithinRounding),
        result.Count(Verdict.Suspicious),
        result.Count(Verdict.Wrong),
        result.Count(Verdict.NotJudged),
        result.FirstDivergence?.Node.Name,
        result.Explanation,
        result.NotInReference,
        result.NotInNetwork,
        job.Report is string folder ? Path.Combine(folder, "index.html") : null,
        [.. result.Nodes.Select(VerifiedNode.Of)],
        MissingNodes.OrNull(job.Model.Network));
}

/// <summary>One node of a <see cref="VerifySummary"/>.</summary>
internal sealed record VerifiedNode(
    string Name,
    string Operator,
    string Key,
    int[] Shape,
    double MaxDifference,
    double RelativeL2,
    IReadOnlyList<int>? WorstAt,
    float? Expected,
    float? Got,
    double? Bound,
    string Verdict,
    string Reason,
    double? ErrorToDouble,
    double? PytorchErrorToDouble,
    double? Tf32RelativeL2)
{
    public static VerifiedNode Of(NodeVerdict node) => new(
        node.Node.Name,
        node.Node.Operator.Kind,
        node.Key,
        node.Shape.Extents.ToArray(),
        node.MaxDifference,
        node.RelativeL2,
        node.Worst?.Position,
        node.Worst?.Expected,
        node.Worst?.Got,
        node.Worst?.Bound,
        ComparisonReport.Words(node.Verdict),
        node.Reason,
        node.ErrorToDouble,
        node.PyTorchErrorToDouble,
        node.Tf32RelativeL2);
}

/// <summary>Writes summaries without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    WriteIndented = true)]
[JsonSerializable(typeof(VerifySummary))]
internal sealed partial class VerifySummaryJson : JsonSerializerContext;
