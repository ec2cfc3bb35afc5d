using System.Collections.Immutable;
using MiniConvViz.Statistics;
using MiniConvViz.Tensors;

namespace MiniConvViz.Imaging;

/// <summary>The heading of a layer's figure: what is shown, what the colours mean, what is odd about it.</summary>
internal static class LayerHeading
{
    public static Heading For(
        FeatureMap map, GridWords words, GridOptions options, LayerStatistics statistics, int shown, ValueRange? range)
    {
        ChannelStatistics layer = statistics.Layer;
        return new Heading
        {
            Title = map.Name,
            Subtitle = map.Operator,
            Facts = Facts(map.Values.Shape, words, options, statistics, shown),
            Legend = Legend(layer, options.Colors),
            Bar = new ColorBar(options.Colors, range, layer.Minimum < range?.Low, layer.Maximum > range?.High),
        };
    }

    /// <summary>The heading of a vector's bars.</summary>
    public static Heading ForVector(FeatureMap map, GridOptions options, ChannelStatistics statistics)
    {
        Shape shape = map.Values.Shape;
        List<string> facts = [NumberText.Count(shape.Channels, "value"), $"shape {shape}"];
        if (shape.Batch > 1)
        {
            facts.Add($"image {options.BatchIndex} of {shape.Batch}");
        }

        facts.Add(ValuesFact(statistics));
        AddCount(facts, statistics.Zeros, "exactly zero");
        return new Heading
        {
            Title = map.Name,
            Subtitle = map.Operator,
            Facts = facts,
            Legend = Legend(statistics, options.Colors),
        };
    }

    /// <summary>The heading of line charts: what lies between the bottom and the top of each.</summary>
    public static Heading ForSignals(
        FeatureMap map, GridOptions options, LayerStatistics statistics, int shown, ValueRange? range)
    {
        Shape shape = map.Values.Shape;
        string what = shown == shape.Channels
            ? NumberText.Count(shown, "channel")
            : $"{shown} of {shape.Channels} channels";
        string order = options.Channels.TopCount is null ? "" : ", most energy first";
        List<string> facts = [$"{what} of length {shape.Height}{order}", $"shape {shape}"];
        if (shape.Batch > 1)
        {
            facts.Add($"image {options.BatchIndex} of {shape.Batch}");
        }

        facts.Add(ValuesFact(statistics.Layer));
        facts.Add(range is ValueRange all
            ? $"charts from {NumberText.Of(all.Low)} at the bottom to {NumberText.Of(all.High)} at the top"
            : "each chart from its own minimum to its maximum");
        AddCount(facts, statistics.DeadChannels, "dead (all zero)");
        AddCount(facts, statistics.ConstantChannels, "constant");
        return new Heading
        {
            Title = map.Name,
            Subtitle = map.Operator,
            Facts = facts,
            Legend = Legend(statistics.Layer, options.Colors),
        };
    }

    private static List<string> Facts(
        Shape shape, GridWords words, GridOptions options, LayerStatistics statistics, int shown)
    {
        int channels = shape.Channels;
        string what = shown == channels
            ? NumberText.Count(channels, words.Noun)
            : $"{shown} of {channels} {words.Noun}s";
        string order = options.Channels.TopCount is null ? "" : ", most energy first";
        bool isVolume = shape.Rank == 5;
        string size = isVolume ? $"{shape[2]} × {shape[3]} × {shape[4]}" : $"{shape.Height} × {shape.Width}";
        List<string> facts = [$"{what} of {size}{order}", words.Shape];
        if (isVolume)
        {
            facts.Add(DepthSlices.Fact(shape[2]));
        }

        if (shape.Batch > 1)
        {
            facts.Add($"image {options.BatchIndex} of {shape.Batch}");
        }

        facts.Add(ValuesFact(statistics.Layer));
        facts.Add(Rule(options.Normalize));
        AddCount(facts, statistics.DeadChannels, "dead (all zero)");
        AddCount(facts, statistics.ConstantChannels, "constant");
        return facts;
    }

    private static string ValuesFact(ChannelStatistics values) =>
        values.Finite == 0 ? "no finite values" : $"values {NumberText.Range(values.Minimum, values.Maximum)}";

    private static string Rule(Normalization rule) => rule.Kind switch
    {
        NormalizationKind.Channel => "each tile from its own minimum to its maximum",
        NormalizationKind.Layer => "colours from the layer's minimum to its maximum",
        NormalizationKind.Symmetric => "colours symmetric about zero",
        NormalizationKind.Fixed => "colours over a fixed range",
        _ => $"colours from the layer's {Ordinal(rule.Low)} to {Ordinal(rule.High)} percentile",
    };

    private static string Ordinal(float percent) => NumberText.Of(percent) + (percent % 10, percent % 100) switch
    {
        (1, not 11) => "st",
        (2, not 12) => "nd",
        (3, not 13) => "rd",
        _ => "th",
    };

    private static void AddCount(List<string> facts, long count, string what)
    {
        if (count > 0)
        {
            facts.Add($"{count} {what}");
        }
    }

    public static ImmutableArray<(Rgb Color, string Text)> Legend(ChannelStatistics layer, ColorMap colors)
    {
        ImmutableArray<(Rgb, string)>.Builder legend = ImmutableArray.CreateBuilder<(Rgb, string)>();
        void Add(long count, Rgb color, string name)
        {
            if (count > 0)
            {
                legend.Add((color, $"{name}: {NumberText.Count(count, "value")}"));
            }
        }

        Add(layer.NaNs, colors.NotANumber, "NaN");
        Add(layer.PositiveInfinities, colors.PositiveInfinity, "+∞");
        Add(layer.NegativeInfinities, colors.NegativeInfinity, "−∞");
        return legend.DrainToImmutable();
    }
}
