using MiniConvViz.Formats.Onnx.Protobuf;

namespace MiniConvViz.Fuzz.Seeds;

/// <summary>Valid networks of one to three operators, so that a changed one is mostly still valid.</summary>
internal static class OnnxSeeds
{
    private static readonly string[] Unary =
    [
        "Abs", "Ceil", "Celu", "Elu", "Erf", "Exp", "Floor", "Gelu", "GlobalAveragePool", "GlobalMaxPool",
        "HardSigmoid", "HardSwish", "Identity", "LeakyRelu", "LogSoftmax", "Mish", "Neg", "Relu", "Selu", "Sigmoid",
        "Softmax", "Softplus", "Softsign", "Sqrt", "Tanh", "ReduceMax", "ReduceMean", "ReduceSum", "ArgMax", "Flatten",
        "Dropout",
    ];

    private static readonly string[] Binary = ["Add", "Div", "Max", "Mean", "Min", "Mul", "PRelu", "Pow", "Sub", "Sum"];

    /// <summary>All of them.</summary>
    public static IEnumerable<byte[]> All() =>
    [
        .. Unary.Select(kind => Image().Node(kind, ["x"], ["y"]).Output(Y()).ToArray()),
        .. Binary.Select(kind => Image().Initializer(Weights("c", 2, 1, 1)).Node(kind, ["x", "c"], ["y"])
            .Output(Y()).ToArray()),
        .. Windows().Select(graph => graph.Output(Y()).ToArray()),
        .. Layouts().Select(graph => graph.Output(Y()).ToArray()),
        .. Products().Select(graph => graph.Output(Y()).ToArray()),
        .. Volumes().Select(graph => graph.Output(Y()).ToArray()),
        .. Recurrent().Select(graph => graph.Output(Y()).ToArray()),
        .. Wide().Select(graph => graph.Output(Y()).ToArray()),
        .. IndexingSeeds.All().Select(graph => graph.Output(Y()).ToArray()),
        .. OnnxSamples.All.Values.Select(make => make()),
    ];

    private static OnnxBytes Image() => new OnnxBytes().Input(OnnxBytes.Value("x", 1, 2, 5, 6));

    private static ValueInfoProto Y() => OnnxBytes.Value("y", 1);

    private static TensorProto Weights(string name, params long[] extents)
    {
        int count = (int)extents.Aggregate((product, extent) => product * extent);
        return OnnxBytes.Tensor(name, extents, [.. Enumerable.Range(0, count).Select(i => ((i * 5 % 11) - 4) / 4f)]);
    }

    private static AttributeProto Ints(string name, params long[] values) => OnnxBytes.IntegerList(name, values);

    private static TensorProto Numbers(string name, params long[] values) =>
        OnnxBytes.Integers(name, [values.Length], values);

    private static OnnxBytes[] Windows() =>
    [
        Image().Initializer(Weights("w", 4, 2, 3, 3)).Initializer(Weights("b", 4)).Node("Conv", ["x", "w", "b"], ["y"],
            Ints("pads", 1, 1, 1, 1), Ints("strides", 2, 1), Ints("dilations", 1, 1), Ints("kernel_shape", 3, 3),
            OnnxBytes.Integer("group", 1)),
        Image().Initializer(Weights("w", 2, 1, 3, 3)).Node("Conv", ["x", "w"], ["y"], OnnxBytes.Integer("group", 2),
            Ints("pads", 1, 1, 1, 1)),
        Image().Initializer(Weights("w", 3, 2, 3, 3)).Node("Conv", ["x", "w"], ["c"], Ints("pads", 1, 1, 1, 1))
            .Node("Relu", ["c"], ["y"]),
        Image().Initializer(Weights("w", 2, 2, 1, 1)).Node("Conv", ["x", "w"], ["c"]).Node("Add", ["c", "x"], ["a"])
            .Node("Relu", ["a"], ["y"]),
        Image().Initializer(Weights("w", 2, 3, 2, 2)).Node("ConvTranspose", ["x", "w"], ["y"], Ints("strides", 2, 2),
            Ints("pads", 0, 1, 0, 1), Ints("output_padding", 1, 0), Ints("dilations", 1, 2)),
        Image().Node("MaxPool", ["x"], ["y"], Ints("kernel_shape", 3, 2), Ints("strides", 2, 2),
            Ints("pads", 1, 1, 1, 0), OnnxBytes.Integer("ceil_mode", 1)),
        Image().Node("AveragePool", ["x"], ["y"], Ints("kernel_shape", 2, 3), Ints("pads", 0, 1, 1, 1),
            OnnxBytes.Integer("count_include_pad", 1), OnnxBytes.Text("auto_pad", "NOTSET")),
        Image().Node("LpPool", ["x"], ["y"], Ints("kernel_shape", 2, 2), OnnxBytes.Integer("p", 2)),
        Image().Node("LRN", ["x"], ["y"], OnnxBytes.Integer("size", 3)),
    ];

    private static OnnxBytes[] Layouts() =>
    [
        Image().Initializer(Numbers("s", 2, -1)).Node("Reshape", ["x", "s"], ["y"]),
        Image().Node("Shape", ["x"], ["s"]).Initializer(OnnxBytes.Integers("i", [], 1)).Node("Gather", ["s", "i"], ["g"])
            .Initializer(Numbers("a", 0)).Node("Unsqueeze", ["g", "a"], ["u"]).Initializer(Numbers("m", -1))
            .Node("Concat", ["u", "m"], ["t"], OnnxBytes.Integer("axis", 0)).Node("Reshape", ["x", "t"], ["y"]),
        Image().Node("Transpose", ["x"], ["y"], Ints("perm", 0, 2, 3, 1)),
        Image().Node("Concat", ["x", "x"], ["y"], OnnxBytes.Integer("axis", 2)),
        Image().Node("Split", ["x"], ["p", "q"], OnnxBytes.Integer("axis", 3)).Node("Mul", ["p", "q"], ["y"]),
        Image().Initializer(Numbers("b", 0, 1)).Initializer(Numbers("e", 2, 5)).Initializer(Numbers("a", 1, 2))
            .Initializer(Numbers("d", 1, 2)).Node("Slice", ["x", "b", "e", "a", "d"], ["y"]),
        Image().Initializer(Numbers("p", 0, 0, 1, 2, 0, 0, 0, 1)).Node("Pad", ["x", "p"], ["y"],
            OnnxBytes.Text("mode", "reflect")),
        Image().Initializer(OnnxBytes.Tensor("s", [4], 1, 1, 2, 1.5f)).Node("Resize", ["x", "", "s"], ["y"],
            OnnxBytes.Text("mode", "linear"), OnnxBytes.Text("coordinate_transformation_mode", "half_pixel")),
        Image().Initializer(Numbers("s", 1, 2, 3, 9)).Node("Resize", ["x", "", "", "s"], ["y"],
            OnnxBytes.Text("mode", "nearest"), OnnxBytes.Text("nearest_mode", "floor")),
        Image().Initializer(Numbers("s", 3, 2, 5, 6)).Node("Expand", ["x", "s"], ["y"]),
        Image().Initializer(Numbers("a", 0)).Node("Squeeze", ["x", "a"], ["y"]),
        Image().Initializer(Numbers("i", 1, 0, 1)).Node("Gather", ["x", "i"], ["y"], OnnxBytes.Integer("axis", 1)),
        new OnnxBytes().Input(OnnxBytes.Value("x", 1, 8, 2, 3)).Node("DepthToSpace", ["x"], ["y"],
            OnnxBytes.Integer("blocksize", 2)),
        new OnnxBytes().Input(OnnxBytes.Value("x", 1, 1, 4, 6)).Node("SpaceToDepth", ["x"], ["y"],
            OnnxBytes.Integer("blocksize", 2)),
        new OnnxBytes().Input(OnnxBytes.Free("x", "N", 2, "H", "W")).Node("Size", ["x"], ["s"])
            .Initializer(OnnxBytes.Integers("z", [], 0)).Initializer(OnnxBytes.Integers("d", [], 40))
            .Node("Range", ["z", "s", "d"], ["r"]).Node("Relu", ["x"], ["y"]),
        Image().Initializer(Weights("lo", 1)).Initializer(Weights("hi", 1)).Node("Clip", ["x", "lo", "hi"], ["y"]),
        Image().Initializer(Numbers("s", 1, 2, 1, 1)).Node("ConstantOfShape", ["s"], ["c"]).Node("Add", ["x", "c"], ["y"]),
    ];

    private static OnnxBytes[] Products() =>
    [
        new OnnxBytes().Input(OnnxBytes.Value("x", 2, 7)).Initializer(Weights("w", 3, 7)).Initializer(Weights("b", 3))
            .Node("Gemm", ["x", "w", "b"], ["y"], OnnxBytes.Integer("transB", 1)),
        Image().Initializer(Weights("w", 6, 3)).Node("MatMul", ["x", "w"], ["y"]),
        Image().Node("Transpose", ["x"], ["t"], Ints("perm", 0, 1, 3, 2)).Node("MatMul", ["x", "t"], ["y"]),
        Image().Initializer(Weights("g", 2)).Initializer(Weights("v", 2)).Initializer(OnnxBytes.Tensor("m", [2], 0.5f, 1))
            .Initializer(OnnxBytes.Tensor("s", [2], 1, 2)).Node("BatchNormalization", ["x", "g", "v", "m", "s"], ["y"]),
        Image().Initializer(Weights("g", 2)).Initializer(Weights("b", 2))
            .Node("InstanceNormalization", ["x", "g", "b"], ["y"]),
        Image().Initializer(Weights("g", 6)).Initializer(Weights("b", 6))
            .Node("LayerNormalization", ["x", "g", "b"], ["y"], OnnxBytes.Integer("axis", -1)),
        new OnnxBytes { Opset = 21 }.Input(OnnxBytes.Value("x", 1, 4, 3, 2)).Initializer(Weights("g", 4))
            .Initializer(Weights("b", 4)).Node("GroupNormalization", ["x", "g", "b"], ["y"],
                OnnxBytes.Integer("num_groups", 2)),
    ];

    private static OnnxBytes[] Recurrent() =>
    [
        Steps(4, 2).Initializer(Weights("b", 2, 24)).Initializer(Numbers("n", 3, 1)).Initializer(Weights("h", 2, 2, 3))
            .Initializer(Weights("c", 2, 2, 3)).Initializer(Weights("p", 2, 9))
            .Node("LSTM", ["x", "w", "r", "b", "n", "h", "c", "p"], ["y", "last", "cell"],
                OnnxBytes.Integer("hidden_size", 3), OnnxBytes.Text("direction", "bidirectional"),
                OnnxBytes.Integer("input_forget", 1), OnnxBytes.Float("clip", 2)),
        Steps(4, 1).Node("LSTM", ["x", "w", "r"], ["s"]).Node("Squeeze", ["s"], ["y"]),
        Steps(3, 1).Initializer(Weights("b", 1, 18)).Node("GRU", ["x", "w", "r", "b"], ["s", "y"],
            OnnxBytes.Integer("linear_before_reset", 1)),
        Steps(1, 1).Node("RNN", ["x", "w", "r"], ["y"], OnnxBytes.Text("direction", "reverse")),
    ];

    private static OnnxBytes Steps(int gates, int directions) => new OnnxBytes().Input(OnnxBytes.Value("x", 4, 2, 5))
        .Initializer(Weights("w", directions, 3 * gates, 5)).Initializer(Weights("r", directions, 3 * gates, 3));

    private static OnnxBytes[] Volumes() =>
    [
        new OnnxBytes().Input(OnnxBytes.Value("x", 1, 2, 9)).Initializer(Weights("w", 3, 2, 3))
            .Node("Conv", ["x", "w"], ["y"], Ints("pads", 1, 1), Ints("strides", 2)),
        new OnnxBytes().Input(OnnxBytes.Value("x", 1, 2, 3, 4, 3)).Initializer(Weights("w", 2, 2, 2, 3, 2))
            .Node("Conv", ["x", "w"], ["y"], Ints("pads", 0, 1, 0, 1, 1, 0), Ints("strides", 1, 2, 1)),
        new OnnxBytes().Input(OnnxBytes.Value("x", 1, 2, 4, 4, 3))
            .Node("MaxPool", ["x"], ["y"], Ints("kernel_shape", 2, 2, 2), Ints("strides", 2, 1, 1)),
        new OnnxBytes().Input(OnnxBytes.Value("x", 1, 2, 4, 4, 3))
            .Node("AveragePool", ["x"], ["y"], Ints("kernel_shape", 2, 2, 2), Ints("pads", 1, 0, 0, 0, 1, 0)),
    ];

    /// <summary>
    /// Layers that other algorithms compute, by their channels. Their filters would make the files long: they are
    /// products of two small tensors, computed when the file is read.
    /// </summary>
    private static OnnxBytes[] Wide() =>
    [
        Filtered(48, 48, 3, 10, 9).Node("Conv", ["x", "w"], ["c"], Ints("pads", 1, 1, 1, 1)).Node("Relu", ["c"], ["y"]),
        Filtered(17, 33, 3, 7, 6).Node("Conv", ["x", "w"], ["y"], Ints("pads", 1, 0, 2, 1), Ints("strides", 2, 1)),
        Filtered(64, 32, 1, 5, 5).Node("Conv", ["x", "w"], ["c"]).Node("Sigmoid", ["c"], ["s"])
            .Node("Mul", ["c", "s"], ["y"]),
        Filtered(1, 48, 5, 9, 8).Node("Conv", ["x", "w"], ["y"], OnnxBytes.Integer("group", 48), Ints("strides", 2, 2),
            Ints("pads", 2, 2, 2, 2)),
        Filtered(16, 16, 3, 6, 6).Node("Conv", ["x", "w"], ["c"], Ints("pads", 1, 1, 1, 1))
            .Node("Add", ["c", "x"], ["a"]).Node("Relu", ["a"], ["r"]).Node("GlobalAveragePool", ["r"], ["g"]).Node("Flatten", ["g"], ["y"]),
        Filtered(32, 16, 3, 4, 5, transposed: true).Node("ConvTranspose", ["x", "w"], ["y"], Ints("strides", 2, 2)),
    ];

    /// <summary>An image x and a filter w.</summary>
    private static OnnxBytes Filtered(
        int channels, int filters, int kernel, int height, int width, bool transposed = false)
    {
        bool isDepthwise = channels == 1;
        (int first, int second) = transposed ? (channels, filters) : (filters, channels);
        return new OnnxBytes().Input(OnnxBytes.Value("x", 1, isDepthwise ? filters : channels, height, width))
            .Initializer(Weights("a", first, 1, kernel, kernel)).Initializer(Weights("b", 1, second, 1, 1))
            .Node("Mul", ["a", "b"], ["w"]);
    }
}
