using MiniConvViz.Execution;
using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;
using MiniConvViz.Tests.Formats;

namespace MiniConvViz.Tests.Networks;

/// <summary>Quantised networks, and ONNX Runtime's fused operators, beside values by hand or by PyTorch.</summary>
public sealed class OnnxQuantizationTests
{
    private const int Unsigned = 2;
    private const int Signed = 3;

    [TestCase(Unsigned, 128, new[] { 0f, 126, 128, 128, 130, 130, 255 })]
    [TestCase(Signed, 0, new[] { -128f, -2, 0, 0, 2, 2, 127 })]
    public void QuantizeLinear_RoundsTiesToEvenAndSaturates(int type, int zero, float[] expected)
    {
        OnnxBytes graph = new OnnxBytes()
            .Initializer(OnnxBytes.Tensor("scale", [], 0.5f))
            .Initializer(OnnxBytes.Bytes("zero", type, [], zero))
            .Node("QuantizeLinear", "q", ["x", "scale", "zero"], ["y"]);

        // In steps of 0.5: -2000, -1.5, -0.5, 0.5, 1.5, 2.5, 2000.
        Assert.That(Run(graph, [7], -1000, -0.75f, -0.25f, 0.25f, 0.75f, 1.25f, 1000), Is.EqualTo(expected));
    }

    [Test]
    public void QuantizeAndDequantize_RoundToTheScalesOfTheChannels()
    {
        OnnxBytes graph = new OnnxBytes()
            .Initializer(OnnxBytes.Tensor("scale", [2], 1, 0.25f))
            .Initializer(OnnxBytes.Bytes("zero", Unsigned, [2], 0, 8))
            .Node("QuantizeLinear", "q", ["x", "scale", "zero"], ["l"])
            .Node("DequantizeLinear", "d", ["l", "scale", "zero"], ["y"]);

        Assert.That(Run(graph, [1, 2, 1, 2], -3, 7.4f, -3, 7.4f), Is.EqualTo([0f, 7, -2, 7.5f]));
    }

    [Test]
    public void DequantizedWeights_AreTheConvolutions()
    {
        Network network = Read(new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1, 1, 1, 1))
            .Initializer(OnnxBytes.Bytes("levels", Signed, [2, 1, 1, 1], -7, 11))
            .Initializer(OnnxBytes.Tensor("scale", [2], 0.5f, 2))
            .Initializer(OnnxBytes.Bytes("zero", Signed, [2], 1, 1))
            .Node("DequantizeLinear", "d", ["levels", "scale", "zero"], ["w"], OnnxBytes.Integer("axis", 0))
            .Node("Conv", "conv", ["x", "w"], ["y"])
            .Output(OnnxBytes.Value("y", 1)));

        Assert.That(network.Nodes.Select(node => node.Operator.Kind), Is.EqualTo(["Input", "Conv2d"]));
        Assert.That(((Conv2d)network["conv"].Operator).Weight.Values.ToArray(), Is.EqualTo([-4f, 20f]));
    }

    [Test]
    public void QLinearConv_ComputesTheLevelsOfItsResult()
    {
        OnnxBytes graph = new OnnxBytes()
            .Initializer(OnnxBytes.Tensor("xs", [], 0.5f))
            .Initializer(OnnxBytes.Bytes("xz", Unsigned, [], 10))
            .Initializer(OnnxBytes.Bytes("w", Signed, [2, 1, 1, 1], 3, -5))
            .Initializer(OnnxBytes.Tensor("ws", [2], 1, 0.5f))
            .Initializer(OnnxBytes.Bytes("wz", Signed, [2], 0, 1))
            .Initializer(OnnxBytes.Tensor("ys", [], 0.25f))
            .Initializer(OnnxBytes.Bytes("yz", Unsigned, [], 100))
            .Initializer(OnnxBytes.Integers("bias", [2], 4, 8))
            .Node("QuantizeLinear", "q", ["x", "xs", "xz"], ["xq"])
            .Node("QLinearConv", "conv", ["xq", "xs", "xz", "w", "ws", "wz", "ys", "yz", "bias"], ["yq"])
            .Node("DequantizeLinear", "d", ["yq", "ys", "yz"], ["y"]);

        // The bias is in steps of 0.5 and 0.25: 2 and 2. The filters are 3 and -3; -28 saturates at level 0: -25.
        Assert.That(Run(graph, [1, 1, 1, 2], 2, 10), Is.EqualTo([8f, 32, -4, -25]));
    }

    [Test]
    public void QuantizeToInt64_IsRefused() => Assert.That(
        () => Read(new OnnxBytes()
            .Input(OnnxBytes.Value("x", 2))
            .Initializer(OnnxBytes.Tensor("scale", [], 0.5f))
            .Initializer(OnnxBytes.Integers("zero", [], 0))
            .Node("QuantizeLinear", "q", ["x", "scale", "zero"], ["y"])
            .Output(OnnxBytes.Value("y", 2))),
        Throws.TypeOf<UnsupportedModelException>().With.Message.EndsWith(
            "contains unsupported nodes: 'q' (QuantizeLinear): quantises to int64"));

    [Test]
    public void FusedConv_AddsTheResidualAndClamps()
    {
        OnnxBytes graph = new OnnxBytes()
            .Initializer(OnnxBytes.Tensor("w", [1, 1, 1, 1], 2))
            .Initializer(OnnxBytes.Tensor("b", [1], -1))
            .Node(
                "com.microsoft.FusedConv", "conv", ["x", "w", "b", "x"], ["y"], OnnxBytes.Text("activation", "Relu"));

        Assert.That(Run(graph, [1, 1, 1, 3], -1, 0, 2), Is.EqualTo([0f, 0, 5]));
    }

    /// <summary>torch.nn.functional.gelu(x + 1), exact and by tanh.</summary>
    [TestCase("BiasGelu", new[] { 0f, 0.8413447f, 1.9544997f })]
    [TestCase("FastGelu", new[] { 0f, 0.8411920f, 1.9545977f })]
    public void BiasGelu_MatchesPyTorch(string kind, float[] expected)
    {
        OnnxBytes graph = new OnnxBytes()
            .Initializer(OnnxBytes.Tensor("b", [3], 1, 1, 1))
            .Node($"com.microsoft.{kind}", "gelu", ["x", "b"], ["y"]);

        Assert.That(Run(graph, [3], -1, 0, 1), Is.EqualTo(expected).Within(2e-6));
    }

    [Test]
    public void SkipLayerNormalization_NormalisesTheSum()
    {
        OnnxBytes graph = new OnnxBytes()
            .Initializer(OnnxBytes.Tensor("skip", [2], 1, 3))
            .Initializer(OnnxBytes.Tensor("scale", [2], 2, 4))
            .Initializer(OnnxBytes.Tensor("bias", [2], 10, 20))
            .Node(
                "com.microsoft.SkipLayerNormalization", "norm", ["x", "skip", "scale", "bias"], ["y"],
                OnnxBytes.Float("epsilon", 0f));

        // 0 + 1 and 2 + 3 are -1 and 1 when normalised.
        Assert.That(Run(graph, [1, 2], 0, 2), Is.EqualTo([8f, 24f]).Within(1e-5));
    }

    [Test]
    public void FusedMatMul_TurnsAndScales()
    {
        OnnxBytes graph = new OnnxBytes()
            .Node(
                "com.microsoft.FusedMatMul", "product", ["x", "x"], ["y"], OnnxBytes.Integer("transB", 1),
                OnnxBytes.Float("alpha", 0.5f));

        Assert.That(Run(graph, [1, 3], 1, 2, 3), Is.EqualTo([7f]));
    }

    private static float[] Run(OnnxBytes graph, Shape shape, params float[] values)
    {
        graph.Input(OnnxBytes.Value("x", [.. shape.Extents.ToArray().Select(extent => (long)extent)]))
            .Output(OnnxBytes.Value("y", 1));
        using Session session = new(Read(graph), Device.Cpu(1));
        return session.Run(new Tensor(shape, values)).Values.ToArray();
    }

    private static Network Read(OnnxBytes graph)
    {
        using TemporaryFolder folder = new();
        return OnnxReader.Read(folder.Write("net.onnx", graph.ToArray()));
    }
}
