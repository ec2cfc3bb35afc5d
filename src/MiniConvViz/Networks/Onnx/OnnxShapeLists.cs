using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// What shape arithmetic does with lists of terms, [n] or [rows,columns]: it picks, cuts, turns and makes them. Each
/// function gives null where it would take more than that.
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

    /// <summary>Some terms of a list, or some rows, at equal distances and in either direction.</summary>
    public static OnnxValue? Slice(OnnxNode node, OnnxValue?[] terms)
    {
        OnnxValue data = terms[0]!;
        double[]? start = node.Opset < 10 ? Known(node.Ints("starts")) : Known(terms.ElementAtOrDefault(1));
        double[]? end = node.Opset < 10 ? Known(node.Ints("ends")) : Known(terms.ElementAtOrDefault(2));
        double[] axis = (node.Opset < 10 ? Known(node.Ints("axes")) : Known(terms.ElementAtOrDefault(3))) ?? [0];
        double[] step = Known(terms.ElementAtOrDefault(4)) ?? [1];
        int rank = data.TermsShape.Rank;
        if (start is not [double from] || end is not [double to] || step is not [not 0 and double by]
            || by != Math.Truncate(by) || rank == 0 || axis is not [double first] || (first != 0 && first != -rank))
        {
            return null;
        }

        int rows = data.TermsShape[0];
        int columns = data.TermsShape.CountOf(1..);
        bool isForward = by > 0;
        double lowest = isForward ? 0 : -1;
        double at = Math.Clamp(from < 0 ? from + rows : from, lowest, isForward ? rows : rows - 1);
        double last = Math.Clamp(to < 0 ? to + rows : to, lowest, rows);
        List<ShapeTerm> picked = [];
        int count = 0;
        for (; isForward ? at < last : at > last; at += by)
        {
            picked.AddRange(data.Terms!.Skip((int)at * columns).Take(columns));
            count++;
        }

        return OnnxValue.Of(picked, data.TermsShape.With(0, count), data.IsInteger);
    }

    /// <summary>Rows become columns.</summary>
    public static OnnxValue? Transpose(OnnxNode node, OnnxValue value)
    {
        if (value.TermsShape is not { Rank: 2 } shape || node.Ints("perm") is not (null or [1, 0]))
        {
            return null;
        }

        IEnumerable<ShapeTerm> turned = Enumerable.Range(0, shape.Count)
            .Select(i => value.Terms![(i % shape[0] * shape[1]) + (i / shape[0])]);
        return OnnxValue.Of([.. turned], Shape.Create([shape[1], shape[0]]), value.IsInteger);
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

    /// <summary>Between a single number, a list and rows; anything larger is no arithmetic with shapes.</summary>
    public static OnnxValue? Relabel(OnnxNode node, OnnxValue?[] terms)
    {
        OnnxValue value = terms[0]!;
        return node.Kind switch
        {
            "Squeeze" when value.Terms!.Count == 1 => OnnxValue.Of(value.Terms, [], value.IsInteger),
            "Unsqueeze" when value.TermsShape.Rank == 0 => OnnxValue.Of(value.Terms!, [1], value.IsInteger),
            "Reshape" when Reshaped(node, terms) is Shape shape => OnnxValue.Of(value.Terms!, shape, value.IsInteger),
            _ => null,
        };
    }

    /// <summary>The shape that a reshape gives, if it is [], [n] or [rows,columns].</summary>
    private static Shape? Reshaped(OnnxNode node, OnnxValue?[] terms)
    {
        int count = terms[0]!.Terms!.Count;
        double[]? target = Known(terms.ElementAtOrDefault(1)) ?? Known(node.Ints("shape"));
        if (target is null or { Length: > 2 } || target.Any(extent => extent is 0 or < -1 || extent > count))
        {
            return null;
        }

        int known = (int)target.Where(extent => extent > 0).Aggregate(1.0, (a, b) => a * b);
        int[] extents = [.. target.Select(extent => extent < 0 ? count / known : (int)extent)];
        return target.Count(extent => extent < 0) <= 1 && extents.Aggregate(1L, (a, b) => a * b) == count
            ? Shape.Create(extents)
            : null;
    }

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
