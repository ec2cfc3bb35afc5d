using MiniConvViz.Kernels;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// Shape arithmetic with lists of terms, [n] or [rows,columns]: gather, slice, reshape, reduce, fill. Each function
/// returns null for other arguments; operators that only move terms along more axes are left to
/// <see cref="OnnxFolding"/>.
/// </summary>
/// <param name="node">The operator.</param>
/// <param name="graph">The network to which nodes are added.</param>
internal sealed class OnnxShapeLists(OnnxNode node, OnnxGraphBuilder graph)
{
    /// <summary>Some terms of a list, or one.</summary>
    public OnnxValue? Gather(OnnxValue data, OnnxValue indices)
    {
        if (data.TermsShape.Rank != 1 || node.Int("axis", 0) is not (0 or -1) || Known(indices) is not double[] places)
        {
            return null;
        }

        ShapeTerm[] picked = [.. places.Select(place => data.Terms![Place(place, data.Terms.Count)])];
        return OnnxValue.Of(picked, indices.TermsShape, data.IsInteger);
    }

    /// <summary>Some terms of a list, or some rows, at equal distances and in either direction.</summary>
    public OnnxValue? Slice(OnnxValue?[] terms)
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

    /// <summary>All terms of a list reduced to one.</summary>
    public OnnxValue? Reduce(OnnxValue?[] terms, Func<double[], double> function)
    {
        OnnxValue data = terms[0]!;
        double[]? given = Known(terms.ElementAtOrDefault(1)) ?? Known(node.Ints("axes"));
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
        if (terms.Length != 3 || terms.Any(value => Known(value) is not [_]))
        {
            return null;
        }

        double[] bounds = [.. terms.Select(value => Known(value)![0])];
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
        return Known(shape) is { Length: <= AxisInts.MaxRank } extents && value.Length == 1
            && extents.All(extent => extent is >= 0 and <= OnnxValue.MostTerms)
            && extents.Aggregate(1.0, (a, b) => a * b) is <= OnnxValue.MostTerms and double count
            ? OnnxValue.Of(
                [.. Enumerable.Repeat(new ShapeTerm.ConstantTerm(value[0]), (int)count)],
                Shape.Create([.. extents.Select(extent => (int)extent)]),
                isInteger)
            : null;
    }

    /// <summary>ScatterND: replaces terms, or blocks of them, at some positions.</summary>
    public OnnxValue? ScatterBlocks(OnnxValue data, OnnxValue places, OnnxValue values)
    {
        int depth = places.TermsShape.Rank == 0 ? 0 : places.TermsShape[^1];
        if (Known(places) is not double[] indices || depth == 0 || depth > data.TermsShape.Rank
            || node.Text("reduction", "none") != "none")
        {
            return null;
        }

        int block = data.TermsShape.CountOf(depth..);
        if (values.Terms!.Count != indices.Length / depth * block)
        {
            throw node.Error($"writes {values.Terms.Count} values to {indices.Length / depth * block} positions");
        }

        ShapeTerm[] result = [.. data.Terms!];
        for (int row = 0; row < indices.Length / depth; row++)
        {
            int at = 0;
            for (int axis = 0; axis < depth; axis++)
            {
                int extent = data.TermsShape[axis];
                at = (at * extent) + Place(indices[(row * depth) + axis], extent);
            }

            for (int i = 0; i < block; i++)
            {
                result[(at * block) + i] = values.Terms[(row * block) + i];
            }
        }

        return OnnxValue.Of(result, data.TermsShape, data.IsInteger);
    }

    /// <summary>ScatterElements: replaces terms at some positions of a list.</summary>
    public OnnxValue? Scatter(OnnxValue data, OnnxValue places, OnnxValue values)
    {
        if (data.TermsShape.Rank != 1 || Known(places) is not double[] indices
            || indices.Length != values.Terms!.Count || node.Text("reduction", "none") != "none")
        {
            return null;
        }

        ShapeTerm[] result = [.. data.Terms!];
        for (int i = 0; i < indices.Length; i++)
        {
            result[Place(indices[i], result.Length)] = values.Terms[i];
        }

        return OnnxValue.Of(result, data.TermsShape, data.IsInteger);
    }

    private int Place(double at, int count)
    {
        double place = at < 0 ? at + count : at;
        return place >= 0 && place < count
            ? (int)place
            : throw node.Error($"has the index {at} into a list of {count} elements");
    }

    private static double[]? Known(int[]? values) => values?.Select(value => (double)value).ToArray();

    /// <summary>Values that are the same for every shape of the input.</summary>
    private double[]? Known(OnnxValue? value)
    {
        if (value?.Terms is not IReadOnlyList<ShapeTerm> terms)
        {
            return null;
        }

        double[] numbers = new double[terms.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (!graph.TrySettle(terms[i], out numbers[i]))
            {
                return null;
            }
        }

        return numbers;
    }
}
