using MiniConvViz.Formats.Onnx;
using MiniConvViz.Kernels;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>Operators that move, repeat, split and reshape tensors, and those that create them.</summary>
internal static class OnnxLayout
{
    public static OnnxTable Table { get; } = new()
    {
        ["Concat"] = call => call.Emit(new Concat(call.Node.Int("axis", 1)), call.InputNodes()),
        ["Split"] = Split,
        ["Slice"] = Slice,
        ["Pad"] = Pad,
        ["Flatten"] = call => call.Emit(Flatten(call), call.Input(0)),
        ["Reshape"] = Reshape,
        ["Transpose"] = call => call.Emit(new Permute(call.Node.Ints("perm")), call.Input(0)),
        ["Squeeze"] = call => call.Emit(new Squeeze(Axes(call)), call.Input(0)),
        ["Unsqueeze"] = call => call.Emit(
            new Unsqueeze(Axes(call) ?? throw call.Node.Error("has no axes")), call.Input(0)),
        ["Expand"] = Expand,
        ["DepthToSpace"] = call => call.Emit(
            new PixelShuffle(
                call.Node.Int("blocksize", 1),
                call.Node.Text("mode", "DCR") == "CRD" ? PixelOrder.ChannelFirst : PixelOrder.ChannelLast),
            call.Input(0)),
        ["SpaceToDepth"] = call => call.Emit(
            new PixelUnshuffle(call.Node.Int("blocksize", 1), PixelOrder.ChannelLast), call.Input(0)),
        ["Gather"] = call => call.Emit(new Gather(call.Node.Int("axis", 0)), call.Input(0), call.Input(1)),
        ["Constant"] = Constant,
        ["ConstantOfShape"] = ConstantOfShape,
    };

    private static Operator Flatten(OnnxCall call) =>
        call.Node.Int("axis", 1) == 1 && call.RankOf(0) > 1 ? new Flatten() : new Flatten2d(call.Node.Int("axis", 1));

    /// <summary>The axes: an attribute up to version 12, an input from 13 on; null for none.</summary>
    private static int[]? Axes(OnnxCall call) => call.Has(1) ? call.Ints(1, "axes") : call.Node.Ints("axes");

    private static void Reshape(OnnxCall call)
    {
        LentShapes lent = call.Lend(call.Input(0));
        ShapeFormula shape = call.Node.Ints("shape") is int[] given && !call.Has(1)
            ? given
            : lent.Map(call.Terms(1, "shape"));
        call.Emit(new Reshape(shape, call.Node.Flag("allowzero", false)), lent.Inputs);
    }

    private static void Expand(OnnxCall call)
    {
        LentShapes lent = call.Lend(call.Input(0));
        ShapeFormula shape = lent.Map(call.Terms(1, "shape"));
        call.Emit(new Expand(shape), lent.Inputs);
    }

    /// <summary>Bounds are attributes up to version 9, inputs from 10 on.</summary>
    private static void Slice(OnnxCall call)
    {
        LentShapes lent = call.Lend(call.Input(0));
        bool hasAttributes = call.Node.Has("starts");
        ShapeFormula starts = hasAttributes ? call.Node.Ints("starts")! : lent.Map(call.Terms(1, "starts"));
        ShapeFormula ends = hasAttributes
            ? call.Node.Ints("ends") ?? throw call.Node.Error("has starts but no ends")
            : lent.Map(call.Terms(2, "ends"));
        int[]? axes = call.Has(3) ? call.Ints(3, "axes") : call.Node.Ints("axes");
        int[]? steps = call.Has(4) ? call.Ints(4, "steps") : null;
        call.Emit(new Slice(starts, ends, axes, steps), lent.Inputs);
    }

    /// <summary>Every part is a node of its own.</summary>
    private static void Split(OnnxCall call)
    {
        int axis = Axis.Resolve(call.Node.Int("axis", 0), call.RankOf(0));
        int[]? sizes = call.Has(1) ? call.Ints(1, "sizes") : call.Node.Ints("split");
        int parts = sizes?.Length ?? call.Node.Outputs.Count;
        if (parts != call.Node.Outputs.Count)
        {
            throw call.Node.Error($"has {parts} sizes for {call.Node.Outputs.Count} parts; expected one for each");
        }

        ShapeTerm whole = call.ExtentsOf(0)[axis];
        ShapeTerm start = 0;
        long cut = 0;
        for (int part = 0; part < parts; part++)
        {
            int last = part + 1;
            cut += sizes?[part] ?? 0;
            ShapeTerm end = sizes is null
                ? new ShapeTerm.ComputedTerm("Part", v => Math.Min(Math.Ceiling(v[0] / parts) * last, v[0]), [whole])
                : (int)Math.Clamp(cut, int.MinValue, int.MaxValue);
            LentShapes lent = call.Lend(call.Input(0));
            call.Emit(part, new Slice(lent.Map([start]), lent.Map([end]), [axis]), lent.Inputs);
            start = end;
        }
    }

    /// <summary>The padding before each axis, then that after each; for chosen axes from version 18 on.</summary>
    private static void Pad(OnnxCall call)
    {
        int rank = call.RankOf(0);
        LentShapes lent = call.Lend(call.Input(0));
        IReadOnlyList<ShapeTerm> pads = call.Node.Ints("pads") is int[] given
            ? [.. given.Select(ShapeTerm.FromInt32)]
            : call.Terms(1, "pads");
        int[] axes = call.Has(3) ? Axis.Resolve(call.Ints(3, "axes"), rank) : [.. Enumerable.Range(0, rank)];
        if (pads.Count != 2 * axes.Length)
        {
            throw call.Node.Error($"has {pads.Count} pads for {axes.Length} axes; expected two for each");
        }

        ShapeTerm[] before = [.. Enumerable.Repeat(ShapeTerm.FromInt32(0), rank)];
        ShapeTerm[] after = [.. before];
        for (int i = 0; i < axes.Length; i++)
        {
            before[axes[i]] = pads[i];
            after[axes[i]] = pads[i + axes.Length];
        }

        float value = call.Has(2) ? call.Number(2, "constant_value") : call.Node.AnyFloat("value", 0f);
        PadMode mode = call.Node.Text("mode", "constant") switch
        {
            "constant" => PadMode.Constant,
            "reflect" => PadMode.Reflect,
            "edge" => PadMode.Replicate,
            "wrap" => PadMode.Circular,
            string other => throw new OnnxRefusal($"pads in the mode '{other}'"),
        };
        call.Emit(new Pad(lent.Map(before), lent.Map(after), mode, value), lent.Inputs);
    }

    private static void Constant(OnnxCall call)
    {
        OnnxNode node = call.Node;
        OnnxValue value = node.Tensor("value") is OnnxTensor tensor ? OnnxValue.Of(tensor)
            : node.Has("value_float")
                ? OnnxValue.Of(new Tensor([], [node.AnyFloat("value_float", 0f)]), isInteger: false)
            : node.Floats("value_floats") is float[] floats
                ? OnnxValue.Of(new Tensor([floats.Length], floats), isInteger: false)
            : node.Has("value_int") ? OnnxValue.Of([node.Int("value_int", 0)], [])
            : node.Ints("value_ints") is int[] ints
                ? OnnxValue.Of([.. ints.Select(ShapeTerm.FromInt32)], [ints.Length])
            : throw new OnnxRefusal("is a constant without numeric values");
        call.Set(0, value);
    }

    private static void ConstantOfShape(OnnxCall call)
    {
        LentShapes lent = call.Lend();
        OnnxTensor? given = call.Node.Tensor("value");
        ShapeFormula shape = lent.Map(call.Terms(0, "shape"));
        float value = given is null ? 0f : given.ToTensor().Data.FirstOrDefault();
        if (lent.Inputs.Length == 0)
        {
            Shape known = Shape.Create(shape.Evaluate([]));
            OnnxBudget.CheckWeight(known);
            call.Set(0, OnnxValue.Of(known, value, given is { IsFloating: false }));
        }
        else
        {
            call.Emit(0, new Full(shape, value), lent.Inputs, given is { IsFloating: false });
        }
    }
}
