using MiniConvViz.Kernels;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// Shape arithmetic with lists of terms, [n] or [rows,columns]: gather, slice, reshape, reduce, fill. Each function
/// returns null for other arguments; operators that only move terms along more axes are left to
/// <see cref="OnnxFolding"/>, those that replace terms to <see cref="OnnxShapeScatter"/>.
/// </summary>
/// <param name="node">The operator.</param>
/// <param name="graph">The network to which nodes are added.</param>
internal sealed class OnnxShapeLists(OnnxNode node, OnnxGraphBuilder graph)
{
    /// <summary>Some terms of a list, or one.</summary>
    public OnnxValue? Gather(OnnxValue data, OnnxValue indices)
    {
        if (data.TermsShape.Rank != 1 || node.Int("axis", 0) is not (0 or -1)
            || graph.Settle(indices) is not double[] places)
        {
            return null;
        }

        ShapeTerm[] picked = [.. places.Select(place => data.Terms![Place(node, place, data.Terms.Count)])];
        return OnnxValue.Of(picked, indices.TermsShape, data.IsInteger);
    }

    /// <summary>Some terms of a list, or some rows, at equal distances and in either direction.</summary>
    public OnnxValue? Slice(OnnxValue?[] terms)
    {
        OnnxValue data = terms[0]!;
        bool areAttributes = node.Opset < 10;
        double[]? start = areAttributes ? Doubles(node.Ints("starts")) : graph.Settle(terms.ElementAtOrDefault(1));
        double[]? end = areAttributes ? Doubles(node.Ints("ends")) : graph.Settle(terms.ElementAtOrDefault(2));
        double[]? axes = areAttributes ? Doubles(node.Ints("axes")) : graph.Settle(terms.ElementAtOrDefault(3));
        double[] step = graph.Settle(terms.ElementAtOrDefault(4)) ?? [1];
        int rank = data.TermsShape.Rank;
        if (start is not [double from] || end is not [double to] || step is not [not 0 and double by]
            || by != Math.Truncate(by) || rank == 0 || (axes ?? [0]) is not [double first]
            || (first != 0 && first != -rank))
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

    /// <summary>Between a scalar, a list and rows; tensors of more axes are no arithmetic with shapes.</summary>
    public OnnxValue? Relabel(OnnxValue?[] terms)
    {
        OnnxValue value = terms[0]!;
        return node.Kind switch
        {
            "Squeeze" when value.Terms!.Count == 1 && value.TermsShape.Rank <= 1 =>
                OnnxValue.Of(value.Terms, [], value.IsInteger),
            "Unsqueeze" when value.TermsShape.Rank == 0 => OnnxValue.Of(value.Terms!, [1], value.IsInteger),
            "Reshape" when Reshaped(terms) is Shape shape => OnnxValue.Of(value.Terms!, shape, value.IsInteger),
            _ => null,
        };
    }

    /// <summary>The target of a reshape, if it is [], [n] or [rows,columns].</summary>
    private Shape? Reshaped(OnnxValue?[] terms)
    {
        int count = terms[0]!.Terms!.Count;
        double[]? target = graph.Settle(terms.ElementAtOrDefault(1)) ?? Doubles(node.Ints("shape"));
        if (target is null or { Length: > 2 } || !target.All(IsExtent))
        {
            return null;
        }

        int known = (int)target.Where(extent => extent > 0).Aggregate(1.0, (a, b) => a * b);
        int[] extents = [.. target.Select(extent => extent < 0 ? count / known : (int)extent)];
        return target.Count(extent => extent < 0) <= 1 && extents.Aggregate(1L, (a, b) => a * b) == count
            ? Shape.Create(extents)
            : null;

        bool IsExtent(double extent) =>
            extent is -1 || (double.IsInteger(extent) && extent >= 1 && extent <= count);
    }

    /// <summary>All terms of a list reduced to one.</summary>
    public OnnxValue? Reduce(OnnxValue?[] terms, Func<double[], double> function)
    {
        OnnxValue data = terms[0]!;
        double[]? given = graph.Settle(terms.ElementAtOrDefault(1)) ?? Doubles(node.Ints("axes"));
        bool keeps = node.Flag("keepdims", true);
        if (data.TermsShape.Rank > 1 || data.Terms!.Count == 0 || given is not (null or [] or [0] or [-1])
            || (given is null or [] && node.Flag("noop_with_empty_axes", false)))
        {
            return null;
        }

        ShapeTerm reduced = new ShapeTerm.ComputedTerm(node.Kind, function, data.Terms);
        return OnnxValue.Of([reduced], keeps && data.TermsShape.Rank == 1 ? [1] : [], data.IsInteger);
    }

    /// <summary>Evenly spaced values.</summary>
    public OnnxValue? Range(OnnxValue?[] terms)
    {
        if (terms.Length != 3 || terms.Any(value => graph.Settle(value) is not [_]))
        {
            return null;
        }

        double[] bounds = [.. terms.Select(value => graph.Settle(value)![0])];
        double count = Math.Max(Math.Ceiling((bounds[1] - bounds[0]) / bounds[2]), 0);
        return count <= OnnxValue.MostTerms
            ? OnnxValue.Of(
                [
                    .. Enumerable.Range(0, (int)count)
                        .Select(i => new ShapeTerm.ConstantTerm(bounds[0] + (i * bounds[2]))),
                ],
                [(int)count],
                terms[0]!.IsInteger)
            : null;
    }

    /// <summary>The same value several times.</summary>
    public OnnxValue? Fill(OnnxValue shape)
    {
        double[] value = node.Tensor("value")?.ToDoubles() ?? [0];
        bool isInteger = node.Tensor("value") is { IsFloating: false };
        return graph.Settle(shape) is { Length: <= AxisInts.MaxRank } extents && value.Length == 1
            && extents.All(extent => extent is >= 0 and <= OnnxValue.MostTerms)
            && extents.Aggregate(1.0, (a, b) => a * b) is <= OnnxValue.MostTerms and double count
            ? OnnxValue.Of(
                [.. Enumerable.Repeat(new ShapeTerm.ConstantTerm(value[0]), (int)count)],
                Shape.Create([.. extents.Select(extent => (int)extent)]),
                isInteger)
            : null;
    }

    /// <summary>The position that an index of ONNX means; negative ones count from the end.</summary>
    /// <param name="node">The operator.</param>
    /// <param name="at">The index.</param>
    /// <param name="count">The number of elements.</param>
    /// <exception cref="UnreadableInputException">There is no such element.</exception>
    public static int Place(OnnxNode node, double at, int count)
    {
        double place = at < 0 ? at + count : at;
        return place >= 0 && place < count
            ? (int)place
            : throw node.Error($"has the index {at} into a list of {count} elements");
    }

    private static double[]? Doubles(int[]? values) => values?.Select(value => (double)value).ToArray();
}
