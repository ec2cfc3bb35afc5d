using System.Collections.Immutable;
using MiniConvViz.Statistics;
using MiniConvViz.Tensors;

namespace MiniConvViz.Imaging;

/// <summary>The heading of a layer's figure: content, meaning of the colours, and warnings.</summary>
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
            Facts = Facts(map, words, options, statistics, shown),
            Legend = Legend(layer, options.Colors),
            Bar = new ColorBar(options.Colors, range, layer.Minimum < range?.Low, layer.Maximum > range?.High),
        };
    }

    /// <summary>The heading of filters beside their maps; the colour bar is that of the maps.</summary>
    public static Heading ForPairs(
        FeatureMap map,
        FilterPanel panel,
        GridOptions options,
        LayerStatistics statistics,
        int shown,
        ValueRange? range)
    {
        Heading maps = For(map, GridWords.For(map), options, statistics, shown, range);
        Shape shape = map.Values.Shape;
        string pair = $"one pair = filter k and map k, {shown} of {shape.Channels}{Order(options)}, "
            + $"each map {shape.Height} × {shape.Width} values";
        return new Heading
        {
            Title = map.Name,
            Subtitle = $"filters beside maps, {map.Operator}",
            Facts = [pair, panel.Fact, .. maps.Facts.Skip(1)],
            Legend = maps.Legend,
            Bar = maps.Bar,
        };
    }

    /// <summary>The heading of a vector's bars.</summary>
    public static Heading ForVector(FeatureMap map, GridOptions options, ChannelStatistics statistics)
    {
        List<string> facts = [$"one bar = one value, {map.Values.Shape.Channels} in all"];
        AddOrigin(facts, map, options);
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

    /// <summary>The heading of line charts, with the values at the bottom and the top of each.</summary>
    public static Heading ForSignals(
        FeatureMap map, GridOptions options, LayerStatistics statistics, int shown, ValueRange? range)
    {
        Shape shape = map.Values.Shape;
        List<string> facts =
        [
            $"one chart = one channel, {shown} of {shape.Channels}{Order(options)}, "
                + $"each {NumberText.Count(shape.Height, "value")}",
        ];
        AddOrigin(facts, map, options);
        facts.Add(ValuesFact(statistics.Layer));
        facts.Add(range is ValueRange all
            ? $"charts from {NumberText.Of(all.Low)} at the bottom to {NumberText.Of(all.High)} at the top"
            : "each chart from its own minimum to its maximum");
        AddOddChannels(facts, statistics);
        return new Heading
        {
            Title = map.Name,
            Subtitle = map.Operator,
            Facts = facts,
            Legend = Legend(statistics.Layer, options.Colors),
        };
    }

    private static List<string> Facts(
        FeatureMap map, GridWords words, GridOptions options, LayerStatistics statistics, int shown)
    {
        Shape shape = map.Values.Shape;
        bool isVolume = shape.Rank == 5;
        string size = isVolume ? $"{shape[2]} × {shape[3]} × {shape[4]}" : $"{shape.Height} × {shape.Width}";
        List<string> facts =
        [
            $"one {(isVolume ? "row" : "tile")} = one {words.Noun}, {shown} of {shape.Channels}{Order(options)}, "
                + $"each {size} {words.Value}s",
        ];
        if (isVolume)
        {
            facts.Add(DepthSlices.Fact(shape[2]));
        }

        AddOrigin(facts, map, options, words.Shape);
        facts.Add(ValuesFact(statistics.Layer));
        facts.Add(RuleOf(options));
        AddOddChannels(facts, statistics);
        return facts;
    }

    private static string Order(GridOptions options) =>
        options.Channels.TopCount is null ? "" : " (most energy first)";

    /// <summary>The shape, the node's inputs, and the pixels that one value depends on.</summary>
    private static void AddOrigin(List<string> facts, FeatureMap map, GridOptions options, string? shapeFact = null)
    {
        facts.Add(shapeFact ?? $"shape {map.Values.Shape}");
        if (map.Values.Shape.Batch > 1)
        {
            facts.Add($"image {options.BatchIndex} of {map.Values.Shape.Batch}");
        }

        facts.AddRange(new[] { map.Source, map.Sees }.Where(static fact => fact.Length > 0));
    }

    private static void AddOddChannels(List<string> facts, LayerStatistics statistics)
    {
        AddCount(facts, statistics.DeadChannels, "dead: zero everywhere");
        AddCount(facts, statistics.ConstantChannels, "constant: one value everywhere");
    }

    private static string ValuesFact(ChannelStatistics values) =>
        values.Finite == 0 ? "no finite values" : $"values {NumberText.Range(values.Minimum, values.Maximum)}";

    /// <summary>The meaning of the colours of all layers.</summary>
    public static string KeyOf(GridOptions options)
    {
        if (options.Normalize.Kind != NormalizationKind.Automatic)
        {
            return RuleOf(options);
        }

        GridOptions signed = options.For(ChannelStatistics.Of([-1])), unsigned = options.For(ChannelStatistics.Of([1]));
        return signed.Normalize == unsigned.Normalize
            ? RuleOf(signed)
            : $"where a layer has values below zero, {RuleOf(signed)}; else {RuleOf(unsigned)}";
    }

    /// <summary>The meaning of the colours, and of values beyond the range.</summary>
    public static string RuleOf(GridOptions options)
    {
        Normalization rule = options.Normalize;
        string signs = options.Colors.IsDiverging ? "red above zero, blue below" : "zero in the middle";
        return rule.Kind switch
        {
            NormalizationKind.Channel => "each tile from its own minimum to its maximum",
            NormalizationKind.Layer => "colours from the layer's minimum to its maximum",
            NormalizationKind.Symmetric when rule.High < 100 =>
                $"{signs}, full colour at the {Ordinal(rule.High)} percentile of |value|",
            NormalizationKind.Symmetric => $"{signs}, full colour at the largest |value|",
            NormalizationKind.Fixed => "colours over a fixed range; values beyond it have the end colours",
            _ => $"colours from the layer's {Ordinal(rule.Low)} to {Ordinal(rule.High)} percentile; values beyond have "
                + "the end colours",
        };
    }

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
