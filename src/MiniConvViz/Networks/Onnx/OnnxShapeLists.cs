using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// What shape arithmetic does with lists of terms: it picks, cuts and makes them. Each function gives null where it
/// would take more than that.
/// </summary>
internal static class OnnxShapeLists
{
    /// <summary>Some terms of a list, or one.</summary>
    public static OnnxValue? Gather(OnnxNode node, OnnxValue data, OnnxValue indices)
    {
        if (data.TermsShape.Rank != 1 || node.Int("axis", 0) is not (0 or -1))
        {
            return null;
        }

        List<ShapeTerm> picked = [];
        foreach (ShapeTerm index in indices.Terms!)
        {
            if (!index.TryGetConstant(out double at))
            {
                return null;
            }

            int position = (int)(at < 0 ? at + data.Terms!.Count : at);
            picked.Add(position >= 0 && position < data.Terms!.Count
                ? data.Terms[position]
                : throw node.Error($"takes element {at} of a list of {data.Terms!.Count}"));
        }

        return OnnxValue.Of(picked, indices.TermsShape, data.IsInteger);
    }

    /// <summary>Neighbouring terms of a list.</summary>
    public static OnnxValue? Slice(OnnxNode node, OnnxValue?[] terms)
    {
        OnnxValue data = terms[0]!;
        double[]? start = node.Opset < 10 ? Known(node.Ints("starts")) : Known(terms.ElementAtOrDefault(1));
        double[]? end = node.Opset < 10 ? Known(node.Ints("ends")) : Known(terms.ElementAtOrDefault(2));
        double[] step = Known(terms.ElementAtOrDefault(4)) ?? [1];
        if (data.TermsShape.Rank != 1 || start is not [double from] || end is not [double to] || step is not [1])
        {
            return null;
        }

        int count = data.Terms!.Count;
        int first = (int)Math.Clamp(from < 0 ? from + count : from, 0, count);
        int last = (int)Math.Clamp(to < 0 ? to + count : to, first, count);
        return OnnxValue.Of([.. data.Terms.Skip(first).Take(last - first)], [last - first], data.IsInteger);
    }

    private static double[]? Known(int[]? values) => values?.Select(value => (double)value).ToArray();

    private static double[]? Known(OnnxValue? value)
    {
        if (value is null)
        {
            return null;
        }

        List<double> numbers = [];
        foreach (ShapeTerm term in value.Terms!)
        {
            if (!term.TryGetConstant(out double number))
            {
                return null;
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    /// <summary>Between a single number and a list of one; anything larger is no arithmetic with shapes.</summary>
    public static OnnxValue? Relabel(OnnxNode node, OnnxValue value) => node.Kind switch
    {
        "Squeeze" when value.Terms!.Count == 1 => OnnxValue.Of(value.Terms, [], value.IsInteger),
        "Unsqueeze" when value.TermsShape.Rank == 0 => OnnxValue.Of(value.Terms!, [1], value.IsInteger),
        "Reshape" => OnnxValue.Of(value.Terms!, [value.Terms!.Count], value.IsInteger),
        _ => null,
    };

    /// <summary>Evenly spaced numbers.</summary>
    public static OnnxValue? Range(OnnxValue?[] terms)
    {
        const int Most = 1024;
        if (terms.Length != 3 || terms.Any(value => Known(value) is not [_]))
        {
            return null;
        }

        double[] bounds = [.. terms.Select(value => Known(value)![0])];
        double count = Math.Max(Math.Ceiling((bounds[1] - bounds[0]) / bounds[2]), 0);
        return count <= Most
            ? OnnxValue.Of(
                [
                    .. Enumerable.Range(0, (int)count)
                        .Select(i => new ShapeTerm.ConstantTerm(bounds[0] + (i * bounds[2]))),
                ],
                [(int)count],
                terms[0]!.IsInteger)
            : null;
    }

    /// <summary>The same number several times.</summary>
    public static OnnxValue? Fill(OnnxNode node, OnnxValue shape)
    {
        const int Most = 64;
        double[] value = node.Tensor("value")?.ToDoubles() ?? [0];
        bool isInteger = node.Tensor("value") is { IsFloating: false };
        return Known(shape) is [double count] && count is >= 0 and <= Most && value.Length == 1
            ? OnnxValue.Of(
                [.. Enumerable.Repeat(new ShapeTerm.ConstantTerm(value[0]), (int)count)], [(int)count], isInteger)
            : null;
    }
}
