using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// In ONNX, <c>x.view(x.size(0), -1)</c> consists of the operators Shape, Gather, Unsqueeze, Concat, Reshape. All but
/// the last compute with a few integers that depend only on the input's shape; here they become terms instead of nodes.
/// </summary>
internal static class OnnxShapeArithmetic
{
    /// <summary>Far above any network's; a small hostile graph can double a term with every node.</summary>
    private const long MostTerms = 2_000;

    /// <summary>Each with its number of operands; 0 for any number from one on.</summary>
    private static readonly Dictionary<string, (int Operands, Func<double[], double> Function)> Functions = new()
    {
        ["Add"] = (2, v => v[0] + v[1]),
        ["Sub"] = (2, v => v[0] - v[1]),
        ["Mul"] = (2, v => v[0] * v[1]),
        ["Mod"] = (2, v => v[0] - (v[1] * Math.Floor(v[0] / v[1]))),
        ["Pow"] = (2, v => Math.Pow(v[0], v[1])),
        ["Min"] = (0, v => v.Min()),
        ["Max"] = (0, v => v.Max()),
        ["Neg"] = (1, v => -v[0]),
        ["Abs"] = (1, v => Math.Abs(v[0])),
        ["Floor"] = (1, v => Math.Floor(v[0])),
        ["Ceil"] = (1, v => Math.Ceiling(v[0])),
        ["Sqrt"] = (1, v => Math.Sqrt(v[0])),
        ["Round"] = (1, v => Math.Round(v[0], MidpointRounding.ToEven)),
        ["Sign"] = (1, v => double.IsNaN(v[0]) ? v[0] : Math.Sign(v[0])),
        ["Exp"] = (1, v => Math.Exp(v[0])),
        ["Reciprocal"] = (1, v => 1 / v[0]),
        ["Sum"] = (0, v => v.Sum()),
        ["Equal"] = (2, v => v[0] == v[1] ? 1 : 0),
        ["Less"] = (2, v => v[0] < v[1] ? 1 : 0),
        ["LessOrEqual"] = (2, v => v[0] <= v[1] ? 1 : 0),
        ["Greater"] = (2, v => v[0] > v[1] ? 1 : 0),
        ["GreaterOrEqual"] = (2, v => v[0] >= v[1] ? 1 : 0),
        ["Not"] = (1, v => v[0] == 0 ? 1 : 0),
        ["And"] = (2, v => v[0] * v[1]),
        ["Or"] = (2, v => Math.Max(v[0], v[1])),
        ["Xor"] = (2, v => v[0] == v[1] ? 0 : 1),
        ["Where"] = (3, v => v[0] != 0 ? v[1] : v[2]),
    };

    /// <summary>Functions from several values to one.</summary>
    private static readonly Dictionary<string, Func<double[], double>> Reductions = new()
    {
        ["ReduceProd"] = v => v.Aggregate(1.0, (a, b) => a * b),
        ["ReduceSum"] = v => v.Sum(),
        ["ReduceMean"] = v => v.Average(),
        ["ReduceMin"] = v => v.Min(),
        ["ReduceMax"] = v => v.Max(),
    };

    /// <summary>Operators with a function of their own.</summary>
    private static readonly string[] Others =
    [
        "Shape", "Size", "Range", "Div", "Cast", "Clip", "ConstantOfShape", "ScatterND", "ScatterElements",
    ];

    /// <summary>The names of all operators of shape arithmetic.</summary>
    public static IEnumerable<string> Kinds => Functions.Keys.Concat(Reductions.Keys).Concat(Others);

    /// <summary>Whether an operator belongs to shape arithmetic.</summary>
    public static bool Knows(string kind) =>
        Functions.ContainsKey(kind) || Reductions.ContainsKey(kind) || Others.Contains(kind);

    /// <summary>The output, if the operator computes with shapes only; null where it must be a node.</summary>
    /// <param name="node">The operator.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="graph">The network to which nodes are added.</param>
    /// <exception cref="OnnxRefusal">The arithmetic has too many steps.</exception>
    public static OnnxValue? TryFold(OnnxNode node, IReadOnlyList<OnnxValue?> inputs, OnnxGraphBuilder graph)
    {
        OnnxValue? folded = Fold(node, inputs, graph);
        return folded?.Terms is null || folded.Terms.Sum(term => term.Size) <= MostTerms
            ? folded
            : throw new OnnxRefusal($"computes with shapes in more than {MostTerms} steps");
    }

    private static OnnxValue? Fold(OnnxNode node, IReadOnlyList<OnnxValue?> inputs, OnnxGraphBuilder graph)
    {
        if (node.Kind is "Shape" or "Size" && inputs is [OnnxValue of])
        {
            Shape shape = graph.ShapeOf(of);
            return node.Kind == "Shape"
                ? ShapeOf(node, of, shape, graph.HasFreeAxes)
                : SizeOf(of, shape, graph.HasFreeAxes);
        }

        OnnxValue?[] terms = [.. inputs.Select(input => input?.AsTerms())];
        if (inputs.Count == 0 || terms.Where((value, i) => value is null && inputs[i] is not null).Any()
            || terms[0] is not OnnxValue first)
        {
            return null;
        }

        OnnxShapeLists lists = new(node, graph);
        return node.Kind switch
        {
            "Identity" => first,
            "Cast" => Cast(node, first),
            "Clip" => Clip(node, terms),
            "Gather" when terms is [_, OnnxValue indices] => lists.Gather(first, indices),
            "Concat" when terms.All(value => value?.TermsShape.Rank <= 1) =>
                OnnxValue.Of([.. terms.SelectMany(value => value!.Terms!)], [terms.Sum(v => v!.Terms!.Count)]),
            "Slice" => lists.Slice(terms),
            "Squeeze" or "Unsqueeze" or "Reshape" or "Flatten" => lists.Relabel(terms),
            "ScatterND" when terms is [_, OnnxValue places, OnnxValue values] =>
                new OnnxShapeScatter(node, graph).Blocks(first, places, values),
            "ScatterElements" when terms is [_, OnnxValue places, OnnxValue values] =>
                new OnnxShapeScatter(node, graph).Elements(first, places, values),
            "Range" => lists.Range(terms),
            "Div" => Elementwise(node, 2, first.IsInteger ? v => Math.Truncate(v[0] / v[1]) : v => v[0] / v[1], terms),
            "ConstantOfShape" => lists.Fill(first),
            _ when Reductions.TryGetValue(node.Kind, out Func<double[], double>? reduction) =>
                lists.Reduce(terms, reduction),
            _ when Functions.TryGetValue(node.Kind, out (int Operands, Func<double[], double> Function) known) =>
                Elementwise(node, known.Operands, known.Function, terms),
            _ => null,
        };
    }

    private static OnnxValue ShapeOf(OnnxNode node, OnnxValue of, Shape shape, bool isFree)
    {
        ShapeTerm[] extents = Extents(of, shape, isFree);
        int start = Position(node.Int("start", 0), shape.Rank);
        int end = Position(node.Int("end", shape.Rank), shape.Rank);
        ShapeTerm[] wanted = end > start ? extents[start..end] : [];
        return OnnxValue.Of(wanted, [wanted.Length]);
    }

    private static OnnxValue SizeOf(OnnxValue of, Shape shape, bool isFree) => OnnxValue.Of(
        [new ShapeTerm.ComputedTerm("Size", v => v.Aggregate(1.0, (a, b) => a * b), Extents(of, shape, isFree))], []);

    private static ShapeTerm[] Extents(OnnxValue of, Shape shape, bool isFree)
    {
        ShapeTerm[] extents = new ShapeTerm[shape.Rank];
        for (int axis = 0; axis < extents.Length; axis++)
        {
            extents[axis] = of.Node is Node node && isFree
                ? new ShapeTerm.ExtentTerm(node.Index, axis)
                : new ShapeTerm.ConstantTerm(shape[axis]);
        }

        return extents;
    }

    private static int Position(int value, int rank) => Math.Clamp(value < 0 ? value + rank : value, 0, rank);

    private static OnnxValue Cast(OnnxNode node, OnnxValue value)
    {
        bool toFloat = node.Int("to", 0) is 1 or 10 or 11 or 16;
        IEnumerable<ShapeTerm> terms = toFloat || value.IsInteger
            ? value.Terms!
            : value.Terms!.Select(term => new ShapeTerm.ComputedTerm("int", v => Math.Truncate(v[0]), [term]));
        return OnnxValue.Of([.. terms], value.TermsShape, isInteger: !toFloat);
    }

    /// <summary>Bounds are attributes up to version 10, inputs from 11 on; either may be missing.</summary>
    private static OnnxValue? Clip(OnnxNode node, OnnxValue?[] terms)
    {
        OnnxValue?[] bounds =
        [
            terms.ElementAtOrDefault(1) ?? Bound(node, "min"), terms.ElementAtOrDefault(2) ?? Bound(node, "max"),
        ];
        OnnxValue? clipped = bounds[0] is null
            ? terms[0]
            : Elementwise(node, 2, v => Math.Max(v[0], v[1]), [terms[0], bounds[0]]);
        return clipped is null || bounds[1] is null
            ? clipped
            : Elementwise(node, 2, v => Math.Min(v[0], v[1]), [clipped, bounds[1]]);
    }

    private static OnnxValue? Bound(OnnxNode node, string name) => node.Has(name)
        ? OnnxValue.Of([new ShapeTerm.ConstantTerm(node.AnyFloat(name, 0f))], [])
        : null;

    private static OnnxValue? Elementwise(
        OnnxNode node, int operandCount, Func<double[], double> function, OnnxValue?[] terms)
    {
        if (terms.Contains(null) || (operandCount > 0 && terms.Length != operandCount))
        {
            int given = terms.Count(value => value is not null);
            throw node.Error($"reads {Counted.Of(given, "value")}, expected {operandCount}");
        }

        Shape shape = terms[0]!.TermsShape;
        foreach (OnnxValue? value in terms.Skip(1))
        {
            shape = BroadcastShape.Of(shape, value!.TermsShape);
        }

        if (shape.Count > OnnxValue.MostTerms)
        {
            return null;
        }

        ShapeTerm[] results = new ShapeTerm[shape.Count];
        for (int i = 0; i < results.Length; i++)
        {
            int at = i;
            ShapeTerm[] operands = [.. terms.Select(value => value!.Terms![Broadcast(at, shape, value.TermsShape)])];
            ShapeTerm computed = new ShapeTerm.ComputedTerm(node.Kind, function, operands);
            results[i] = computed.TryGetConstant(out double known) ? new ShapeTerm.ConstantTerm(known) : computed;
        }

        return OnnxValue.Of(results, shape, terms.All(value => value!.IsInteger));
    }

    /// <summary>The index of the operand's element for element <paramref name="at"/> of the result.</summary>
    private static int Broadcast(int at, Shape result, Shape operand)
    {
        int place = 0;
        int step = 1;
        for (int fromBack = 1; fromBack <= operand.Rank; fromBack++)
        {
            int position = at % result[^fromBack];
            at /= result[^fromBack];
            place += operand[^fromBack] == 1 ? 0 : position * step;
            step *= operand[^fromBack];
        }

        return place;
    }
}
