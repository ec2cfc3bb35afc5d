using MiniConvViz.Formats.Onnx.Protobuf;

namespace MiniConvViz.Fuzz.Seeds;

/// <summary>Valid networks of operators whose places come from a tensor.</summary>
internal static class IndexingSeeds
{
    /// <summary>All of them, without an output yet.</summary>
    public static OnnxBytes[] All() =>
    [
        Matrix().Initializer(OnnxBytes.Integers("i", [2, 3], 1, 0, -1, 2, 3, 0))
            .Node("GatherElements", ["x", "i"], ["y"], OnnxBytes.Integer("axis", 0)),
        Matrix().Initializer(OnnxBytes.Integers("i", [2, 2], 1, 0, 3, -2)).Node("GatherND", ["x", "i"], ["y"]),
        Matrix().Initializer(OnnxBytes.Integers("i", [4, 1], 1, 0, 2, -1))
            .Node("GatherND", ["x", "i"], ["y"], OnnxBytes.Integer("batch_dims", 1)),
        Matrix().Initializer(OnnxBytes.Integers("i", [1, 3], 1, 0, -1))
            .Initializer(OnnxBytes.Tensor("u", [1, 3], 1, 2, 3))
            .Node("ScatterElements", ["x", "i", "u"], ["y"], OnnxBytes.Text("reduction", "add")),
        Matrix().Initializer(OnnxBytes.Integers("i", [2, 1], 1, 1))
            .Initializer(OnnxBytes.Tensor("u", [2, 3], 1, 2, 3, 4, 5, 6))
            .Node("ScatterND", ["x", "i", "u"], ["y"], OnnxBytes.Text("reduction", "max")),
        new OnnxBytes().Input(OnnxBytes.Value("x", 1, 2, 3, 4)).Input(OnnxBytes.Value("g", 1, 2, 3, 2))
            .Node("GridSample", ["x", "g"], ["y"], OnnxBytes.Text("padding_mode", "reflection")),
        new OnnxBytes().Input(OnnxBytes.Value("x", 1, 2, 4, 6))
            .Node("MaxPool", ["x"], ["p", "i"], OnnxBytes.IntegerList("kernel_shape", 2, 2),
                OnnxBytes.IntegerList("strides", 2, 2))
            .Node("MaxUnpool", ["p", "i"], ["y"], OnnxBytes.IntegerList("kernel_shape", 2, 2),
                OnnxBytes.IntegerList("strides", 2, 2)),
    ];

    private static OnnxBytes Matrix() =>
        new OnnxBytes { Opset = 18 }.Input(OnnxBytes.Value("x", 4, 3));
}
