using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// Sums of products by letters: the letters of both operands that the output lacks are contracted by a matrix product,
/// the others are axes that permutations bring into place. Of more than two operands the products are formed from the left.
/// <code>bhqd,bhkd->bhqk:   left [bh, q, d] times right [bh, d, k]</code>
/// </summary>
/// <remarks>Source: https://onnx.ai/onnx/operators/onnx__Einsum.html</remarks>
internal static class OnnxEinsum
{
    public static OnnxTable Table { get; } = new() { ["Einsum"] = Import };

    private static void Import(OnnxCall call)
    {
        (string[] letters, string output) = OnnxEinsumEquation.Read(call);
        Dictionary<char, ShapeTerm> extents = Extents(call, letters);

        // From the left: the product of the first two, that product and the third, and so on.
        (Node Node, string Letters) product = Summed(call, (call.Input(0), letters[0]), output + Rest(1));
        for (int index = 1; index < letters.Length; index++)
        {
            string later = output + Rest(index + 1);
            (Node Node, string Letters) right =
                Summed(call, (call.Input(index), letters[index]), later + product.Letters);
            product = Summed(call, product, later + right.Letters);
            bool isLast = index == letters.Length - 1;
            string kept = isLast
                ? output
                : string.Concat((product.Letters + right.Letters).Distinct().Where(later.Contains));
            product = (Multiply(call, extents, product, right, kept, isLast), kept);
        }

        if (letters.Length == 1)
        {
            call.Emit(new Permute(Places(output, product.Letters)), product.Node);
        }

        string Rest(int first) => string.Concat(letters.Skip(first));
    }

    /// <summary>
    /// An operand without the letters that occur nowhere else, which are summed over; of axes with one letter it is the
    /// diagonal.
    /// </summary>
    private static (Node Node, string Letters) Summed(
        OnnxCall call, (Node Node, string Letters) operand, string others)
    {
        (Node node, string letters) = operand;
        for (int axis = 0; axis < letters.Length; axis++)
        {
            int second = letters.IndexOf(letters[axis], axis + 1);
            if (second >= 0)
            {
                node = call.Inner("diagonal", new Diagonal(axis, second), node);
                letters = letters.Remove(second, 1).Remove(axis, 1) + letters[axis];
                axis = -1;
            }
        }

        int[] alone = [.. Enumerable.Range(0, letters.Length).Where(axis => !others.Contains(letters[axis]))];
        return alone.Length == 0
            ? (node, letters)
            : (call.Inner("sum", new Sum(alone), node), string.Concat(letters.Where(others.Contains)));
    }

    /// <summary>The product of two operands, with the letters of the output in that order.</summary>
    private static Node Multiply(
        OnnxCall call,
        Dictionary<char, ShapeTerm> extents,
        (Node Node, string Letters) left,
        (Node Node, string Letters) right,
        string output,
        bool isLast)
    {
        string batch = string.Concat(output.Where(c => left.Letters.Contains(c) && right.Letters.Contains(c)));
        string rows = string.Concat(output.Where(c => left.Letters.Contains(c) && !batch.Contains(c)));
        string columns = string.Concat(output.Where(c => right.Letters.Contains(c) && !batch.Contains(c)));
        string contracted = string.Concat(left.Letters.Where(c => !output.Contains(c)));
        ShapeTerm Count(string letters) => OnnxTerms.Product([.. letters.Select(c => extents[c])]);
        Node a = Matrices(call, "left", left, batch + rows + contracted, batch, Count(rows), Count(contracted));
        Node b = Matrices(call, "right", right, batch + contracted + columns, batch, Count(contracted), Count(columns));
        Node product = call.Inner("product", new MatMul(), a, b);
        string order = batch + rows + columns;
        LentShapes lent = call.Lend(product);
        ShapeFormula shape = lent.Map(
            [.. batch.Select(_ => ShapeTerm.FromInt32(0)), .. Terms(rows), .. Terms(columns)]);
        Node whole = call.Inner("axes", new Reshape(shape), lent.Inputs);
        Permute permute = new(Places(output, order));
        return isLast ? call.Emit(permute, whole) : call.Inner("part", permute, whole);

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

    /// <summary>The extent of each letter. One of 1 is broadcast by ONNX, which is not supported.</summary>
    private static Dictionary<char, ShapeTerm> Extents(OnnxCall call, string[] letters)
    {
        Dictionary<char, ShapeTerm> extents = [];
        Dictionary<char, int> lengths = [];
        for (int index = 0; index < letters.Length; index++)
        {
            IReadOnlyList<ShapeTerm> terms = call.ExtentsOf(index);
            for (int axis = 0; axis < terms.Count; axis++)
            {
                (char letter, int length) = (letters[index][axis], call.ShapeOf(index)[axis]);
                extents.TryAdd(letter, terms[axis]);
                if (!lengths.TryAdd(letter, length) && lengths[letter] != length)
                {
                    throw new OnnxRefusal(
                        $"has {lengths[letter]} and {length} elements along the axes '{letter}' of its equation");
                }
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
