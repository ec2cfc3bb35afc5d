using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// Sums of products by letters: the letters of both operands that the output lacks are contracted by a matrix product,
/// the others are axes that permutations bring into place.
/// <code>bhqd,bhkd->bhqk:   left [bh, q, d] times right [bh, d, k]</code>
/// </summary>
/// <remarks>Source: https://onnx.ai/onnx/operators/onnx__Einsum.html</remarks>
internal static class OnnxEinsum
{
    public static OnnxTable Table { get; } = new() { ["Einsum"] = Import };

    private static void Import(OnnxCall call)
    {
        string equation = call.Node.Text("equation", "").Replace(" ", "", StringComparison.Ordinal);
        string[] sides = equation.Split("->");
        string[] operands = sides[0].Split(',');
        if (equation.Contains('.', StringComparison.Ordinal))
        {
            throw new OnnxRefusal($"has an ellipsis in its equation '{equation}'");
        }

        if (operands.Length > 2 || operands.Length != call.Count)
        {
            throw new OnnxRefusal(
                $"has {operands.Length} operands in its equation '{equation}'; up to 2 can be computed");
        }

        if (operands.Any(operand => operand.Distinct().Count() < operand.Length))
        {
            throw new OnnxRefusal($"takes a diagonal: a letter occurs twice in one operand of '{equation}'");
        }

        string output = sides.Length > 1 ? sides[1] : Implied(sides[0]);
        Node first = Summed(call, 0, ref operands[0], output + (operands.Length > 1 ? operands[1] : ""));
        if (operands.Length == 1)
        {
            call.Emit(new Permute(Places(output, operands[0])), first);
            return;
        }

        Node second = Summed(call, 1, ref operands[1], output + operands[0]);
        Multiply(call, (first, operands[0]), (second, operands[1]), output);
    }

    /// <summary>Without an arrow the output has the letters that occur once, in order.</summary>
    private static string Implied(string operands) =>
        string.Concat(operands.Where(char.IsLetter).GroupBy(c => c).Where(group => group.Count() == 1)
            .Select(group => group.Key).Order());

    /// <summary>An operand without the letters that occur nowhere else, which are summed over.</summary>
    private static Node Summed(OnnxCall call, int index, ref string letters, string others)
    {
        if (call.RankOf(index) != letters.Length)
        {
            throw call.Node.Error($"has the letters '{letters}' for an operand of {call.RankOf(index)} axes");
        }

        string all = letters;
        int[] alone = [.. Enumerable.Range(0, all.Length).Where(axis => !others.Contains(all[axis]))];
        letters = string.Concat(all.Where(others.Contains));
        return alone.Length == 0 ? call.Input(index) : call.Inner("sum", new Sum(alone), call.Input(index));
    }

    private static void Multiply(
        OnnxCall call, (Node Node, string Letters) left, (Node Node, string Letters) right, string output)
    {
        string batch = string.Concat(output.Where(c => left.Letters.Contains(c) && right.Letters.Contains(c)));
        string rows = string.Concat(output.Where(c => left.Letters.Contains(c) && !batch.Contains(c)));
        string columns = string.Concat(output.Where(c => right.Letters.Contains(c) && !batch.Contains(c)));
        string contracted = string.Concat(left.Letters.Where(c => !output.Contains(c)));
        Dictionary<char, ShapeTerm> extents = Extents(call);
        ShapeTerm Count(string letters) => OnnxTerms.Product([.. letters.Select(c => extents[c])]);
        Node a = Matrices(call, "left", left, batch + rows + contracted, batch, Count(rows), Count(contracted));
        Node b = Matrices(call, "right", right, batch + contracted + columns, batch, Count(contracted), Count(columns));
        Node product = call.Inner("product", new MatMul(), a, b);
        string order = batch + rows + columns;
        LentShapes lent = call.Lend(product);
        ShapeFormula shape = lent.Map(
            [.. batch.Select(_ => ShapeTerm.FromInt32(0)), .. Terms(rows), .. Terms(columns)]);
        Node whole = call.Inner("axes", new Reshape(shape), lent.Inputs);
        call.Emit(new Permute(Places(output, order)), whole);

        IEnumerable<ShapeTerm> Terms(string letters) => letters.Select(c => extents[c]);
    }

    /// <summary>An operand as matrices: its letters in that order, those after the batch joined to rows and
    /// columns.</summary>
    private static Node Matrices(
        OnnxCall call,
        string name,
        (Node Node, string Letters) operand,
        string order,
        string batch,
        ShapeTerm rows,
        ShapeTerm columns)
    {
        Node permuted = call.Inner(name, new Permute(Places(order, operand.Letters)), operand.Node);
        LentShapes lent = call.Lend(permuted);
        ShapeFormula shape = lent.Map([.. batch.Select(_ => ShapeTerm.FromInt32(0)), rows, columns]);
        return call.Inner(name, new Reshape(shape), lent.Inputs);
    }

    private static Dictionary<char, ShapeTerm> Extents(OnnxCall call)
    {
        string[] operands = call.Node.Text("equation", "").Replace(" ", "", StringComparison.Ordinal)
            .Split("->")[0].Split(',');
        Dictionary<char, ShapeTerm> extents = [];
        for (int index = 0; index < operands.Length; index++)
        {
            IReadOnlyList<ShapeTerm> terms = call.ExtentsOf(index);
            for (int axis = 0; axis < terms.Count; axis++)
            {
                extents.TryAdd(operands[index][axis], terms[axis]);
            }
        }

        return extents;
    }

    private static int[] Places(string letters, string among)
    {
        int missing = letters.Length - letters.Count(among.Contains);
        return missing == 0 && letters.Length == among.Length
            ? [.. letters.Select(c => among.IndexOf(c, StringComparison.Ordinal))]
            : throw new OnnxRefusal($"has an output '{letters}' whose letters are not those of its operands");
    }
}
