using System.Text.Json.Serialization;

namespace MiniConvViz.Fuzz.Running;

/// <summary>The result of fuzzing one format.</summary>
/// <param name="Format">The kind of file.</param>
/// <param name="Runs">Inputs that were run.</param>
/// <param name="Read">Those of them that were valid.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="RunsPerSecond">All workers together.</param>
/// <param name="Edges">Edges that the best worker took.</param>
/// <param name="Corpus">Inputs that took new ones.</param>
/// <param name="Restarts">How often a worker ended early.</param>
/// <param name="Findings">Kinds of faults in the folder of findings.</param>
internal sealed record CampaignSummary(
    string Format,
    long Runs,
    long Read,
    double Seconds,
    double RunsPerSecond,
    int Edges,
    int Corpus,
    int Restarts,
    int Findings)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Format,-12} {Runs,10} runs ({Read} read) {RunsPerSecond,8:F0}/s {Seconds,6:F0} s   {Edges} edges   "
        + $"corpus {Corpus}   {Restarts} restarts   {Findings} findings";
}

/// <summary>Writes summaries without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(CampaignSummary[]))]
internal sealed partial class CampaignSummaryJson : JsonSerializerContext;
