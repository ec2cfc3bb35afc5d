using Google.Protobuf;
using MiniConvViz.Execution;
using MiniConvViz.Formats.Onnx.Protobuf;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;
using MiniConvViz.Tests.Formats;

namespace MiniConvViz.Tests.Networks;

/// <summary>
/// Weights of at most 8 bits, which a graph dequantises. Right values are those of ONNX's tables of float8 and of its
/// rule for int4: the first of two is in the low bits.
/// </summary>
public sealed class OnnxNarrowTypeTests
{
    private const int UInt4 = 21, Int4 = 22;

    [TestCase(Int4, new[] { 1f, -8, 7, -1, 0 })]
    [TestCase(UInt4, new[] { 1f, 8, 7, 15, 0 })]
    public void FourBits_TwoToAByte(int type, float[] expected) => Assert.That(
        Dequantized(type, [5], 0x81, 0xF7, 0x00), Is.EqualTo(expected));

    [TestCase(17, new byte[] { 0x7E, 0x08, 0x01, 0x38, 0xB8, 0x80 }, new[] { 448f, 0.015625f, 1 / 512f, 1, -1, 0 })]
    [TestCase(18, new byte[] { 0x7F, 0x08, 0x01, 0x40, 0xC0, 0x00 }, new[] { 240f, 1 / 128f, 1 / 1024f, 1, -1, 0 })]
    [TestCase(19, new byte[] { 0x7B, 0x04, 0x01, 0x3C, 0xBC, 0x00 }, new[] { 57344f, 1 / 16384f, 1 / 65536f, 1, -1, 0 })]
    [TestCase(20, new byte[] { 0x7F, 0x04, 0x01, 0x40, 0xC0, 0x00 }, new[] { 57344f, 1 / 32768f, 1 / 131072f, 1, -1, 0 })]
    public void Float8_IsReadByItsTable(int type, byte[] codes, float[] expected) =>
        Assert.That(Dequantized(type, [6], codes), Is.EqualTo(expected));

    [TestCase(17, 0x7F, float.NaN)]
    [TestCase(17, 0xFF, float.NaN)]
    [TestCase(18, 0x80, float.NaN)]
    [TestCase(19, 0x7C, float.PositiveInfinity)]
    [TestCase(19, 0xFC, float.NegativeInfinity)]
    [TestCase(19, 0x7D, float.NaN)]
    [TestCase(20, 0x80, float.NaN)]
    public void Float8_HasNaNAndInfinityWhereItsTableHas(int type, byte code, float expected) =>
        Assert.That(Dequantized(type, [1], code), Is.EqualTo(new[] { expected }));

    [Test]
    public void ConvolutionOfInt4Weights_HasThemAsFilters()
    {
        Network network = Read(new OnnxBytes { Opset = 21 }
            .Input(OnnxBytes.Value("x", 1, 1, 1, 1))
            .Initializer(Packed(Int4, [2, 1, 1, 1], 0xD3))
            .Initializer(OnnxBytes.Tensor("scale", [2], 0.5f, 2))
            .Node("DequantizeLinear", ["w", "scale"], ["d"], OnnxBytes.Integer("axis", 0))
            .Node("Conv", "conv", ["x", "d"], ["y"])
            .Output(OnnxBytes.Value("y", 1)));

        Assert.That(((Conv2d)network["conv"].Operator).Weight.Values.ToArray(), Is.EqualTo([1.5f, -6f]));
    }

    [Test]
    public void ScaleOfEachBlock_IsThatOfItsElements()
    {
        Network network = Read(new OnnxBytes { Opset = 21 }
            .Input(OnnxBytes.Value("x", 5))
            .Initializer(Packed(UInt4, [2, 5], 0x21, 0x43, 0x15, 0x32, 0x54))
            .Initializer(OnnxBytes.Tensor("scale", [2, 3], 1, 10, 100, 2, 20, 200))
            .Initializer(Packed(UInt4, [2, 3], "zero", 0x10, 0x00, 0x01))
            .Node(
                "DequantizeLinear", ["w", "scale", "zero"], ["d"], OnnxBytes.Integer("axis", 1),
                OnnxBytes.Integer("block_size", 2))
            .Node("Mul", ["x", "d"], ["y"])
            .Output(OnnxBytes.Value("y", 1)));

        Assert.That(
            Run(network, new Tensor([5], [1, 1, 1, 1, 1])),
            Is.EqualTo(new[] { 1f, 2, 20, 30, 500, 2, 4, 40, 60, 1000 }));
    }

    [TestCase(UInt4, new[] { 0f, 3, 4, 15 })]
    [TestCase(Int4, new[] { -8f, 3, 4, 7 })]
    public void QuantizeLinear_SaturatesAtFourBits(int type, float[] expected)
    {
        Network network = Read(new OnnxBytes { Opset = 21 }
            .Input(OnnxBytes.Value("x", 4))
            .Initializer(OnnxBytes.Tensor("scale", [], 1))
            .Initializer(Packed(type, [], "zero", 0))
            .Node("QuantizeLinear", ["x", "scale", "zero"], ["y"])
            .Output(OnnxBytes.Value("y", 1)));

        Assert.That(Run(network, new Tensor([4], [-100, 3.2f, 3.5f, 100])), Is.EqualTo(expected));
    }

    [Test]
    public void TooFewBytes_AreNamed() => Assert.That(
        () => Dequantized(Int4, [5], 0x81, 0xF7),
        Throws.TypeOf<UnreadableInputException>().With.Message.EndsWith(
            "the tensor 'w' [5] int8 needs 3 bytes but has 2; the file is damaged, export it again"));

    /// <summary>Codes times a scale of 1, added to zeros.</summary>
    private static float[] Dequantized(int type, long[] extents, params byte[] codes)
    {
        Network network = Read(new OnnxBytes { Opset = 21 }
            .Input(OnnxBytes.Value("x", extents))
            .Initializer(Packed(type, extents, codes))
            .Initializer(OnnxBytes.Tensor("scale", [], 1))
            .Node("DequantizeLinear", ["w", "scale"], ["d"])
            .Node("Add", ["x", "d"], ["y"])
            .Output(OnnxBytes.Value("y", 1)));
        return Run(network, new Tensor([(int)extents[0]]));
    }

    private static TensorProto Packed(int type, long[] extents, params byte[] bytes) =>
        Packed(type, extents, "w", bytes);

    private static TensorProto Packed(int type, long[] extents, string name, params byte[] bytes)
    {
        TensorProto tensor = new() { Name = name, DataType = type, RawData = ByteString.CopyFrom(bytes) };
        tensor.Dims.AddRange(extents);
        return tensor;
    }

    private static Network Read(OnnxBytes graph)
    {
        using TemporaryFolder folder = new();
        return OnnxReader.Read(folder.Write("net.onnx", graph.ToArray()));
    }

    private static float[] Run(Network network, Tensor input)
    {
        using Session session = new(network, Device.Cpu(1));
        return session.Run(input).Data;
    }
}
