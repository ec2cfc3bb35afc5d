using MiniConvViz.Formats.Onnx.Protobuf;
using MiniConvViz.Tests.Formats;

namespace MiniConvViz.Tests.Parity;

/// <summary>Writes small graphs in tf2onnx's manner: [N,H,W,C] between the layers, [N,C,H,W] within convolutions.</summary>
internal sealed class KerasGraph
{
    private readonly Random _random = new(5);
    private readonly OnnxBytes _file = new OnnxBytes { Opset = 13, Producer = "tf2onnx" }
        .Input(OnnxBytes.Free("input_1", "N", "H", "W", 3));

    /// <summary>A file, by the name of its network.</summary>
    public byte[] Make(string name)
    {
        string last = name switch
        {
            "mobile_net" => Classes(Depthwise(Conv("input_1", "stem", 3, 8, stride: 2), 8)),
            "squeeze_excite" => Classes(Excite(Conv("input_1", "stem", 3, 8, stride: 1), 8)),
            "unet" => UNet(),
            "dense_head" => Dense(Flatten(Pool(Conv("input_1", "stem", 3, 8, stride: 1))), "logits", 8, 5),
            "layer_norm" => Classes(LayerNorm(Conv("input_1", "stem", 3, 8, stride: 3), 8)),
            _ => throw new ArgumentException(name),
        };
        return _file.Output(new ValueInfoProto
        {
            Name = last,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 1 } },
        }).ToArray();
    }

    private string Weight(string name, params long[] shape)
    {
        long count = shape.Aggregate(1L, (a, b) => a * b);
        float[] values = [.. Enumerable.Range(0, (int)count).Select(_ => (float)((_random.NextDouble() * 2) - 1) * 0.6f)];
        _file.Initializer(OnnxBytes.Tensor(name, shape, values));
        return name;
    }

    private string Integers(string name, params long[] values)
    {
        _file.Initializer(OnnxBytes.Integers(name, [values.Length], values));
        return name;
    }

    private string Node(string kind, string output, string[] inputs, params AttributeProto[] attributes)
    {
        _file.Node(kind, $"model/{output}", inputs, [output], attributes);
        return output;
    }

    private string ToFirst(string x) =>
        Node("Transpose", $"{x}/first", [x], OnnxBytes.IntegerList("perm", 0, 3, 1, 2));

    private string ToLast(string x) => Node("Transpose", $"{x}/last", [x], OnnxBytes.IntegerList("perm", 0, 2, 3, 1));

    /// <summary>A convolution with Keras' "same" padding, which depends on the size, and ReLU after the transpose.</summary>
    private string Conv(string x, string name, int inputs, int outputs, int stride)
    {
        string conv = Node(
            "Conv",
            $"{name}/conv",
            [ToFirst(x), Weight($"{name}/kernel", outputs, inputs, 3, 3), Weight($"{name}/bias", outputs)],
            OnnxBytes.Text("auto_pad", "SAME_UPPER"),
            OnnxBytes.IntegerList("strides", stride, stride));
        return Node("Relu", $"{name}/relu", [ToLast(conv)]);
    }

    /// <summary>A depthwise convolution, a batch norm by multiplication and addition, ReLU6, and a residual.</summary>
    private string Depthwise(string x, int channels)
    {
        string conv = Node(
            "Conv",
            "depthwise/conv",
            [ToFirst(x), Weight("depthwise/kernel", channels, 1, 3, 3)],
            OnnxBytes.Text("auto_pad", "SAME_UPPER"),
            OnnxBytes.Integer("group", channels));
        string scaled = Node("Mul", "depthwise/scaled", [ToLast(conv), Weight("depthwise/scale", channels)]);
        string moved = Node("Add", "depthwise/moved", [scaled, Weight("depthwise/shift", channels)]);
        _file.Initializer(OnnxBytes.Tensor("zero", [], 0)).Initializer(OnnxBytes.Tensor("six", [], 6));
        return Node("Add", "residual", [Node("Clip", "depthwise/relu6", [moved, "zero", "six"]), x]);
    }

    /// <summary>Means of the pixels, two dense layers, and the gate as [N,1,1,C].</summary>
    private string Excite(string x, int channels)
    {
        string mean = Node(
            "ReduceMean", "se/mean", [x], OnnxBytes.IntegerList("axes", 1, 2), OnnxBytes.Integer("keepdims", 0));
        string shaped = Node("Reshape", "se/reshape", [mean, Integers("se/shape", -1, 1, 1, channels)]);
        string reduced = Node("Relu", "se/relu", [Dense(shaped, "se/reduce", channels, 4)]);
        return Node("Mul", "se/mul", [x, Node("Sigmoid", "se/gate", [Dense(reduced, "se/expand", 4, channels)])]);
    }

    /// <summary>Down by a max-pool, up by nearest pixels, joined along the last axis.</summary>
    private string UNet()
    {
        string skip = Conv("input_1", "down", 3, 6, stride: 1);
        string below = Conv(Pool(skip), "bottom", 6, 6, stride: 1);
        _file.Initializer(OnnxBytes.Tensor("scales", [4], 1, 1, 2, 2)).Initializer(OnnxBytes.Tensor("roi", [0]));
        string up = ToLast(Node(
            "Resize",
            "up",
            [ToFirst(below), "roi", "scales"],
            OnnxBytes.Text("coordinate_transformation_mode", "asymmetric"),
            OnnxBytes.Text("nearest_mode", "floor"),
            OnnxBytes.Text("mode", "nearest")));
        string joined = Node("Concat", "joined", [skip, up], OnnxBytes.Integer("axis", 3));
        return Node("Softmax", "mask", [Conv(joined, "last", 12, 2, stride: 1)], OnnxBytes.Integer("axis", -1));
    }

    private string Pool(string x) => ToLast(Node(
        "MaxPool",
        $"{x}/pool",
        [ToFirst(x)],
        OnnxBytes.IntegerList("kernel_shape", 2, 2),
        OnnxBytes.IntegerList("strides", 2, 2)));

    /// <summary>All pixels of an image in one row each: the batch from the shape, as Keras' Flatten of open axes.</summary>
    private string Flatten(string x)
    {
        string batch = Node("Slice", "flatten/batch", [
            Node("Shape", "flatten/size", [x]), Integers("starts", 0), Integers("ends", 1), Integers("axes", 0)]);
        string shape = Node(
            "Concat",
            "flatten/shape",
            [batch, Integers("rest", -1), Integers("channels", 8)],
            OnnxBytes.Integer("axis", 0));
        return Node("Reshape", "flatten/rows", [x, shape]);
    }

    private string LayerNorm(string x, int channels)
    {
        AttributeProto axes = OnnxBytes.IntegerList("axes", 3);
        string centred = Node("Sub", "norm/centred", [x, Node("ReduceMean", "norm/mean", [x], axes)]);
        string variance = Node("ReduceMean", "norm/variance", [Node("Mul", "norm/square", [centred, centred])], axes);
        _file.Initializer(OnnxBytes.Tensor("epsilon", [], 1e-3f));
        string deviation = Node("Sqrt", "norm/deviation", [Node("Add", "norm/shifted", [variance, "epsilon"])]);
        string scale = Node("Mul", "norm/scale", [
            Node("Reciprocal", "norm/reciprocal", [deviation]), Weight("norm/gamma", channels)]);
        return Node("Add", "norm/out", [Node("Mul", "norm/scaled", [centred, scale]), Weight("norm/beta", channels)]);
    }

    private string Dense(string x, string name, int inputs, int outputs) => Node("Add", $"{name}/add", [
        Node("MatMul", $"{name}/matmul", [x, Weight($"{name}/kernel", inputs, outputs)]),
        Weight($"{name}/bias", outputs)]);

    private string Classes(string x)
    {
        string mean = Node(
            "ReduceMean", "pool/mean", [x], OnnxBytes.IntegerList("axes", 1, 2), OnnxBytes.Integer("keepdims", 0));
        return Node("Softmax", "classes", [Dense(mean, "logits", 8, 5)], OnnxBytes.Integer("axis", -1));
    }
}
