using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// ONNX spells <c>x.view(x.size(0), -1)</c> as operators: Shape, Gather, Unsqueeze, Concat, Reshape. All but the last
/// compute with a few integers that are known once the input's shape is; here they become terms, and no node.
/// </summary>
internal static class OnnxShapeArithmetic
{
    /// <summary>Far above any network; a small hostile graph can double a term with every node.</summary>
    private const long MostTerms = 2_000;

    /// <summary>Each with how many operands it has; 0 for any number from one on.</summary>
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
        ["Equal"] = (2, v => v[0] == v[1] ? 1 : 0),
        ["Less"] = (2, v => v[0] < v[1] ? 1 : 0),
        ["Greater"] = (2, v => v[0] > v[1] ? 1 : 0),
        ["Not"] = (1, v => v[0] == 0 ? 1 : 0),
        ["And"] = (2, v => v[0] * v[1]),
        ["Or"] = (2, v => Math.Max(v[0], v[1])),
        ["Where"] = (3, v => v[0] != 0 ? v[1] : v[2]),
    };

    /// <summary>Operators that exist in shape arithmetic and nowhere else.</summary>
    public static bool Knows(string kind) =>
        Functions.ContainsKey(kind) || kind is "Shape" or "Size" or "Range" or "Div" or "Cast" or "ConstantOfShape"
            or "ReduceProd";

    /// <summary>The one output, if the operator computes with shapes only; null where it has to be a node.</summary>
    /// <param name="node">The operator.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="shapeOf">The shape of a value for the example inputs.</param>
    /// <param name="isFree">Whether an extent of the network's inputs may change, so that extents stay terms.</param>
    /// <exception cref="OnnxRefusal">The arithmetic is endless.</exception>
    public static OnnxValue? TryFold(
        OnnxNode node,
        IReadOnlyList<OnnxValue?> inputs,
        Func<OnnxValue, Shape> shapeOf,
        bool isFree)
    {
        OnnxValue? folded = Fold(node, inputs, shapeOf, isFree);
        return folded?.Terms is null || folded.Terms.Sum(term => term.Size) <= MostTerms
            ? folded
            : throw new OnnxRefusal($"computes with shapes in more than {MostTerms} steps");
    }

    private static OnnxValue? Fold(
        OnnxNode node,
        IReadOnlyList<OnnxValue?> inputs,
        Func<OnnxValue, Shape> shapeOf,
        bool isFree)
    {
        if (node.Kind is "Shape" or "Size" && inputs is [OnnxValue of])
        {
            return node.Kind == "Shape" ? ShapeOf(node, of, shapeOf(of), isFree) : SizeOf(of, shapeOf(of), isFree);
        }

        OnnxValue?[] terms = [.. inputs.Select(input => input?.AsTerms())];
        if (inputs.Count == 0 || terms.Where((value, i) => value is null && inputs[i] is not null).Any()
            || terms[0] is not OnnxValue first)
        {
            return null;
        }

        return node.Kind switch
        {
            "Identity" => first,
            "Cast" => Cast(node, first),
            "Gather" when terms is [_, OnnxValue indices] => OnnxShapeLists.Gather(node, first, indices),
            "Concat" when terms.All(value => value?.TermsShape.Rank <= 1) =>
                OnnxValue.Of([.. terms.SelectMany(value => value!.Terms!)], [terms.Sum(v => v!.Terms!.Count)]),
            "Slice" => OnnxShapeLists.Slice(node, terms),
            "Squeeze" or "Unsqueeze" or "Reshape" or "Flatten" => OnnxShapeLists.Relabel(node, terms),
            "Transpose" => OnnxShapeLists.Transpose(node, first),
            "Range" => OnnxShapeLists.Range(terms),
            "Div" => Elementwise(node, 2, first.IsInteger ? v => Math.Truncate(v[0] / v[1]) : v => v[0] / v[1], terms),
            "ConstantOfShape" => OnnxShapeLists.Fill(node, first),
            "ReduceProd" when first.TermsShape.Rank <= 1 => OnnxValue.Of(
                [new ShapeTerm.ComputedTerm("Prod", v => v.Aggregate(1.0, (a, b) => a * b), first.Terms!)], []),
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

    private static OnnxValue? Elementwise(
        OnnxNode node, int operandCount, Func<double[], double> function, OnnxValue?[] terms)
    {
        if (terms.Contains(null) || (operandCount > 0 && terms.Length != operandCount))
        {
            throw node.Error($"reads {terms.Count(value => value is not null)} values, expected {operandCount}");
        }

        int count = terms.Max(value => value!.Terms!.Count);
        if (terms.Any(value => value!.TermsShape.Rank > 1 || (value.Terms!.Count != count && value.Terms.Count != 1)))
        {
            return null;
        }

        ShapeTerm[] results = new ShapeTerm[count];
        for (int i = 0; i < count; i++)
        {
            ShapeTerm[] operands = [.. terms.Select(value => value!.Terms![value.Terms.Count == 1 ? 0 : i])];
            ShapeTerm computed = new ShapeTerm.ComputedTerm(node.Kind, function, operands);
            results[i] = computed.TryGetConstant(out double known) ? new ShapeTerm.ConstantTerm(known) : computed;
        }

        bool isList = terms.Any(value => value!.TermsShape.Rank == 1);
        bool isInteger = terms.All(value => value!.IsInteger);
        return OnnxValue.Of(results, isList ? [count] : [], isInteger);
    }
}
