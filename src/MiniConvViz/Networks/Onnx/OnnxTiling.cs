using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>Operators that repeat, accumulate along, choose along or cut off beside an axis.</summary>
internal static class OnnxTiling
{
    public static OnnxTable Table { get; } = new()
    {
        ["Tile"] = Tile,
        ["CumSum"] = CumSum,
        ["Trilu"] = call => call.Emit(
            new Trilu(call.Node.Flag("upper", true), call.Has(1) ? (int)call.Number(1, "diagonal") : 0), call.Input(0)),
        ["TopK"] = TopK,
    };

    /// <summary>
    /// Every axis that is repeated gets an axis for its repeats before it, is expanded along that one, and is joined
    /// with it.
    /// <code>[3,4] 2 times along axis 1:   [3,1,4] -> [3,2,4] -> [3,8]</code>
    /// </summary>
    private static void Tile(OnnxCall call)
    {
        IReadOnlyList<ShapeTerm> extents = call.ExtentsOf(0);
        IReadOnlyList<ShapeTerm> repeats = call.Terms(1, "repeats");
        if (repeats.Count != extents.Count)
        {
            throw call.Node.Error($"has {repeats.Count} repeats for {extents.Count} axes");
        }

        List<int> added = [];
        List<ShapeTerm> expanded = [];
        List<ShapeTerm> joined = [];
        for (int axis = 0; axis < repeats.Count; axis++)
        {
            bool isLeft = repeats[axis].TryGetConstant(out double times) && times == 1;
            if (!isLeft)
            {
                added.Add(expanded.Count);
                expanded.Add(repeats[axis]);
            }

            expanded.Add(1);
            joined.Add(isLeft ? extents[axis] : OnnxTerms.Product([extents[axis], repeats[axis]]));
        }

        Node spread = call.Inner("spread", new Unsqueeze(added), call.Input(0));
        LentShapes lent = call.Lend(spread);
        ShapeFormula shape = lent.Map(expanded);
        Node repeated = call.Inner("repeated", new Expand(shape), lent.Inputs);
        lent = call.Lend(repeated);
        shape = lent.Map(joined);
        call.Emit(new Reshape(shape), lent.Inputs);
    }

    private static void CumSum(OnnxCall call) => call.Emit(
        new CumSum(
            (int)call.Number(1, "axis"), call.Node.Flag("exclusive", false), call.Node.Flag("reverse", false)),
        call.Input(0));

    /// <summary>k is an attribute up to version 9, an input from 10 on.</summary>
    private static void TopK(OnnxCall call)
    {
        LentShapes lent = call.Lend(call.Input(0));
        ShapeFormula k = call.Has(1) ? lent.Map(call.Terms(1, "k")) : new[] { call.Node.Int("k", 1) };
        int axis = call.Node.Int("axis", -1);
        bool largest = call.Node.Flag("largest", true);
        call.Emit(new TopK(k, axis, largest), lent.Inputs);
        if (call.Wants(1))
        {
            call.Emit(1, new TopK(k, axis, largest, indices: true), lent.Inputs, isInteger: true);
        }
    }
}
