using MiniConvViz.Formats.Onnx.Protobuf;

namespace MiniConvViz.Tests.Formats;

/// <summary>
/// Small valid networks of many operators each, which the mutation tests and the fuzzer change: reductions, logic,
/// matrix products and attention, quantised and fused operators, branches and functions.
/// </summary>
internal static class OnnxSamples
{
    private static readonly string[] Reductions =
    [
        "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMin", "ReduceProd", "ReduceSumSquare", "ArgMin",
    ];

    private static readonly string[] Functions =
    [
        "Cos", "Log", "Reciprocal", "Round", "Shrink", "Sign", "Sin", "ThresholdedRelu", "GlobalLpPool",
        "LpNormalization", "MeanVarianceNormalization",
    ];

    /// <summary>The names of the networks, and what makes them.</summary>
    public static IReadOnlyDictionary<string, Func<byte[]>> All { get; } = new Dictionary<string, Func<byte[]>>
    {
        ["reductions.onnx"] = MakeReductions,
        ["logic.onnx"] = MakeLogic,
        ["products.onnx"] = MakeProducts,
        ["quantised.onnx"] = MakeQuantised,
        ["bodies.onnx"] = MakeBodies,
    };

    /// <summary>The names alone.</summary>
    public static IEnumerable<string> Names => All.Keys;

    private static OnnxBytes Image(int opset = 17) =>
        new OnnxBytes { Opset = opset }.Input(OnnxBytes.Value("x", 1, 2, 3, 4));

    private static TensorProto Weights(string name, params long[] extents)
    {
        int count = (int)extents.Aggregate(1L, (product, extent) => product * extent);
        return OnnxBytes.Tensor(name, extents, [.. Enumerable.Range(0, count).Select(i => ((i * 5 % 11) - 4) / 4f)]);
    }

    private static TensorProto Numbers(string name, params long[] values) =>
        OnnxBytes.Integers(name, [values.Length], values);

    private static byte[] Ended(OnnxBytes file, params string[] outputs)
    {
        foreach (string output in outputs)
        {
            file.Output(OnnxBytes.Value(output));
        }

        return file.ToArray();
    }

    private static byte[] MakeReductions()
    {
        OnnxBytes file = Image();
        foreach (string kind in Reductions)
        {
            AttributeProto axis = kind == "ArgMin" ? OnnxBytes.Integer("axis", 2) : OnnxBytes.IntegerList("axes", 1, -1);
            file.Node(kind, ["x"], [$"{kind}.y"], axis, OnnxBytes.Integer("keepdims", 1));
        }

        foreach (string kind in Functions)
        {
            file.Node(kind, ["x"], [$"{kind}.y"]);
        }

        return Ended(file, [.. Reductions.Concat(Functions).Select(kind => $"{kind}.y")]);
    }

    private static byte[] MakeLogic() => Ended(
        Image()
            .Initializer(Weights("c", 2, 1, 4)).Initializer(Numbers("k", 2)).Initializer(Numbers("r", 1, 2, 1, 3))
            .Initializer(OnnxBytes.Integers("axis", [], 3)).Initializer(OnnxBytes.Integers("diagonal", [], 1))
            .Node("Greater", ["x", "c"], ["above"])
            .Node("LessOrEqual", ["x", "c"], ["below"])
            .Node("Equal", ["x", "c"], ["same"])
            .Node("Or", ["above", "same"], ["either"])
            .Node("Xor", ["either", "below"], ["one"])
            .Node("Not", ["one"], ["none"])
            .Node("And", ["none", "below"], ["both"])
            .Node("Where", ["both", "x", "c"], ["chosen"])
            .Node("TopK", ["chosen", "k"], ["largest", "places"], OnnxBytes.Integer("axis", -1))
            .Node("CumSum", ["chosen", "axis"], ["summed"], OnnxBytes.Integer("reverse", 1))
            .Node("Tile", ["chosen", "r"], ["tiled"])
            .Node("Trilu", ["chosen", "diagonal"], ["triangle"], OnnxBytes.Integer("upper", 0)),
        "largest",
        "places",
        "summed",
        "tiled",
        "triangle");

    private static byte[] MakeProducts() => Ended(
        Image(23)
            .Initializer(Weights("g", 4)).Initializer(Weights("w", 4, 5))
            .Node("RMSNormalization", ["x", "g"], ["n"])
            .Node("Einsum", ["n", "w"], ["e"], OnnxBytes.Text("equation", "bchw,wk->bhck"))
            .Node("Einsum", ["n", "n"], ["d"], OnnxBytes.Text("equation", "bchw,bchw->bc"))
            .Node("Attention", ["n", "x", "x"], ["a"], OnnxBytes.Integer("is_causal", 1))
            .Node("Swish", ["a"], ["s"])
            .Node("com.microsoft.SkipLayerNormalization", ["s3", "t3", "g"], ["skipped"])
            .Initializer(Weights("s3", 1, 3, 4)).Initializer(Weights("t3", 1, 3, 4)),
        "e",
        "d",
        "s",
        "skipped");

    private static byte[] MakeQuantised() => Ended(
        Image()
            .Initializer(OnnxBytes.Tensor("s", [], 0.05f)).Initializer(OnnxBytes.Bytes("z", 2, [], 128))
            .Initializer(OnnxBytes.Tensor("ws", [3], 0.02f, 0.03f, 0.04f))
            .Initializer(OnnxBytes.Bytes("wz", 3, [3], 0, 0, 0))
            .Initializer(OnnxBytes.Bytes("w", 3, [3, 2, 1, 1], 5, -7, 9, 100, -128, 127))
            .Node("QuantizeLinear", ["x", "s", "z"], ["q"])
            .Node("QLinearConv", ["q", "s", "z", "w", "ws", "wz", "s", "z"], ["qc"])
            .Node("DequantizeLinear", ["qc", "s", "z"], ["c"])
            .Node("DequantizeLinear", ["w", "ws", "wz"], ["dw"], OnnxBytes.Integer("axis", 0))
            .Node("com.microsoft.FusedConv", ["x", "dw"], ["f"], OnnxBytes.Text("activation", "Relu"))
            .Initializer(Weights("b", 4)).Initializer(Weights("m", 4, 3))
            .Node("com.microsoft.BiasGelu", ["x", "b"], ["bg"])
            .Node("com.microsoft.QuickGelu", ["bg"], ["qg"])
            .Node("com.microsoft.FusedMatMul", ["qg", "m"], ["p"], OnnxBytes.Float("alpha", 0.5f)),
        "c",
        "f",
        "p");

    private static byte[] MakeBodies() => Ended(
        new OnnxBytes { Opset = 17 }
            .Input(OnnxBytes.Free("x", "N", 2, "H", 4))
            .Initializer(OnnxBytes.Integers("two", [], 2)).Initializer(OnnxBytes.Integers("zero", [], 0))
            .Initializer(OnnxBytes.Integers("one", [], 1)).Initializer(Numbers("zeros", 0, 0, 0, 0, 0, 0, 0))
            .Initializer(Numbers("list", 1)).Initializer(Numbers("six", 6))
            .Function("Twice", ["a"], ["b"], OnnxBytes.Call("Add", "add", ["a", "a"], ["b"]))
            .Node("here.Twice", ["x"], ["t"])
            .Node("Shape", ["t"], ["shape"])
            .Node("Gather", ["shape", "two"], ["h"])
            .Node("Size", ["shape"], ["rank"])
            .Node("Equal", ["rank", "two"], ["isFlat"])
            .Node(
                "If",
                ["isFlat"],
                ["i"],
                OnnxBytes.Branch("then_branch", "u", OnnxBytes.Call("Neg", "neg", ["t"], ["u"])),
                OnnxBytes.Branch("else_branch", "v", OnnxBytes.Call("Abs", "abs", ["t"], ["v"])))
            .Node("Range", ["zero", "h", "one"], ["places"])
            .Node("Cast", ["places"], ["grid"], OnnxBytes.Integer("to", 1))
            .Node("Reshape", ["h", "list"], ["k"])
            .Node("TopK", ["i", "k"], ["sorted", "order"], OnnxBytes.Integer("axis", 2))
            .Node("Sub", ["six", "k"], ["missing"])
            .Node("Clip", ["missing", "zero"], ["after"])
            .Node("Concat", ["zeros", "after"], ["pads"], OnnxBytes.Integer("axis", 0))
            .Node("Pad", ["sorted", "pads"], ["padded"]),
        "grid",
        "padded");
}
