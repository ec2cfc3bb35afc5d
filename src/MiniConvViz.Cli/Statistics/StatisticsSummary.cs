using System.Text.Json.Serialization;
using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Statistics;
using MiniConvViz.Taps;

namespace MiniConvViz.Cli;

/// <summary>The output of <c>statistics</c>, as a table or as JSON; no layers where no image could be read.</summary>
/// <param name="Model">The network's name.</param>
/// <param name="Device">The device that computed it.</param>
/// <param name="Images">The number of images.</param>
/// <param name="HistogramBins">The limits of the bins of all histograms; null without <c>--histogram</c>.</param>
/// <param name="Layers">Each layer.</param>
/// <param name="Missing">Nodes of its file that cannot be computed; null where there are none.</param>
internal sealed record StatisticsSummary(
    string Model,
    string Device,
    int Images,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<MeasuredBin>? HistogramBins,
    IReadOnlyList<MeasuredLayer> Layers,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<MissingNode>? Missing)
{
    public static StatisticsSummary Of(Network network, Device device, int images, StatisticsTap tap) => new(
        network.Name,
        device.ToString(),
        images,
        tap.HasHistograms ? [.. Histogram.Bins.Select(MeasuredBin.Of)] : null,
        images == 0 ? [] : [.. tap.Nodes.Select(node => MeasuredLayer.Of(node, tap[node.Name]))],
        MissingNodes.OrNull(network));
}

/// <summary>The limits of a bin of histograms; null where it has none.</summary>
internal sealed record MeasuredBin(double? From, double? To)
{
    public static MeasuredBin Of((float From, float To) bin) => new(Finite(bin.From), Finite(bin.To));

    private static double? Finite(float end) => float.IsFinite(end) ? end : null;
}

/// <summary>One node's activations in all images.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Operator">Its operator.</param>
/// <param name="DeadChannels">Channels that are zero everywhere in all images.</param>
/// <param name="ConstantChannels">Channels with one value other than zero everywhere in all images.</param>
/// <param name="All">All channels taken together.</param>
/// <param name="Channels">Each channel.</param>
/// <param name="Layout"><c>NHWC</c> where channels are the last axis; null where they are the second.</param>
internal sealed record MeasuredLayer(
    string Node,
    string Operator,
    int DeadChannels,
    int ConstantChannels,
    MeasuredNumbers All,
    IReadOnlyList<MeasuredNumbers> Channels,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Layout)
{
    public static MeasuredLayer Of(Node node, LayerStatistics statistics) => new(
        node.Name,
        node.Operator.Kind,
        statistics.DeadChannels,
        statistics.ConstantChannels,
        MeasuredNumbers.Of(statistics.Layer),
        [.. statistics.Channels.Select(MeasuredNumbers.Of)],
        node.ChannelsAreLast ? "NHWC" : null);
}

/// <summary>
/// Minimum, maximum, mean and standard deviation of the finite values, null where there are none; the share of zeros
/// among all values, from 0 to 1; the number of values in each bin, null without <c>--histogram</c>.
/// </summary>
internal sealed record MeasuredNumbers(
    long Count,
    double? Min,
    double? Max,
    double? Mean,
    double? Std,
    double ZeroFraction,
    [property: JsonPropertyName("nan")] long NaNs,
    [property: JsonPropertyName("positiveInfinity")] long PositiveInfinities,
    [property: JsonPropertyName("negativeInfinity")] long NegativeInfinities,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<long>? Histogram)
{
    public long NotFinite => NaNs + PositiveInfinities + NegativeInfinities;

    public static MeasuredNumbers Of(ChannelStatistics statistics) => new(
        statistics.Count,
        Finite(statistics.Minimum),
        Finite(statistics.Maximum),
        Finite(statistics.Mean),
        Finite(statistics.StandardDeviation),
        statistics.ZeroFraction,
        statistics.NaNs,
        statistics.PositiveInfinities,
        statistics.NegativeInfinities,
        statistics.Histogram?.Counts);

    private static double? Finite(double number) => double.IsFinite(number) ? number : null;
}

/// <summary>Writes summaries without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(StatisticsSummary))]
internal sealed partial class StatisticsSummaryJson : JsonSerializerContext;
