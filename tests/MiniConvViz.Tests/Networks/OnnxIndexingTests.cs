using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;
using MiniConvViz.Tests.Formats;

namespace MiniConvViz.Tests.Networks;

/// <summary>
/// ONNX operators whose places, sizes or weights are computed; those of ONNX's own cases are in OnnxBackendTests.
/// </summary>
[TestFixtureSource(typeof(TestDevices), nameof(TestDevices.Fixtures))]
internal sealed class OnnxIndexingTests(string deviceName)
{
    /// <summary>As in a detector: the best 3, or all of a small image.</summary>
    [TestCase(5, new[] { 9f, 8, 7 }, new[] { 1f, 3, 2 })]
    [TestCase(2, new[] { 9f, 1 }, new[] { 1f, 0 })]
    public void TopK_WhoseKFollowsFromTheShape_IsThatOfEachRun(int length, float[] values, float[] places)
    {
        OnnxBytes graph = new OnnxBytes().Input(OnnxBytes.Free("x", "L"))
            .Initializer(OnnxBytes.Integers("most", [1], 3))
            .Node("Shape", ["x"], ["length"])
            .Node("Min", ["length", "most"], ["k"])
            .Node("TopK", ["x", "k"], ["values", "places"])
            .Output(OnnxBytes.Value("values", 1))
            .Output(OnnxBytes.Value("places", 1));

        using TemporaryFolder folder = new();
        Network network = OnnxReader.Read(folder.Write("net.onnx", graph.ToArray()));
        using Session session = new(network, TestDevices.Open(deviceName));
        using Tap tap = session.Tap(network.Outputs);
        session.Run(new Tensor([length], new[] { 1f, 9, 7, 8, 2 }[..length]));
        Assert.That(tap[network.Outputs[0].Name].Values.Data, Is.EqualTo(values));
        Assert.That(tap[network.Outputs[1].Name].Values.Data, Is.EqualTo(places));
    }

    /// <summary>What PyTorch's older exporter writes for arange: all coordinates of a tensor of ones.</summary>
    [Test]
    public void NonZero_OfAConstant_IsItsCoordinates()
    {
        OnnxBytes graph = new OnnxBytes().Input(OnnxBytes.Value("x", 2, 2))
            .Initializer(OnnxBytes.Tensor("c", [2, 3], 0, 5, 0, -1, 0, float.NaN))
            .Node("NonZero", ["c"], ["places"])
            .Node("Cast", ["places"], ["floats"], OnnxBytes.Integer("to", 1))
            .Node("MatMul", ["x", "floats"], ["y"])
            .Output(OnnxBytes.Value("y", 1));

        Assert.That(Run(graph, new Tensor([2, 2], [1, 0, 0, 1])).Data, Is.EqualTo(new[] { 0f, 1, 1, 1, 0, 2 }));
    }

    [TestCase(0, new[] { 4f, 5, 6 })]
    [TestCase(1, new[] { 2f, 5 })]
    public void Compress_ByAConstant_KeepsSlices(int axis, float[] expected) => Assert.That(
        Run(
            new OnnxBytes().Input(OnnxBytes.Value("x", 2, 3)).Initializer(OnnxBytes.Bytes("c", 9, [2], 0, 1))
                .Node("Compress", ["x", "c"], ["y"], OnnxBytes.Integer("axis", axis)).Output(OnnxBytes.Value("y", 1)),
            new Tensor([2, 3], [1, 2, 3, 4, 5, 6])).Data,
        Is.EqualTo(expected));

    [Test]
    public void Compress_WithoutAnAxis_KeepsElements() => Assert.That(
        Run(
            new OnnxBytes().Input(OnnxBytes.Value("x", 2, 2)).Initializer(OnnxBytes.Bytes("c", 9, [3], 1, 0, 1))
                .Node("Compress", ["x", "c"], ["y"]).Output(OnnxBytes.Value("y", 1)),
            new Tensor([2, 2], [1, 2, 3, 4])).Data,
        Is.EqualTo(new[] { 1f, 3 }));

    [Test]
    public void NonZero_OfWhatARunComputes_IsMissingWithTheReason()
    {
        using TemporaryFolder folder = new();
        OnnxBytes graph = new OnnxBytes().Input(OnnxBytes.Value("x", 2))
            .Node("Relu", "relu", ["x"], ["r"])
            .Node("NonZero", "places", ["r"], ["y"])
            .Output(OnnxBytes.Value("y", 1));

        Assert.That(
            OnnxReader.Read(folder.Write("net.onnx", graph.ToArray())).MissingSummary,
            Is.EqualTo(
                "1 of 2 nodes cannot be computed (unsupported: 'places' (NonZero): is an operator the size of whose "
                + "output depends on values); the other one is computed"));
    }

    /// <summary>A convolution whose filters are another one's output, with a bias that is computed, too.</summary>
    [Test]
    public void Conv_WithComputedWeightAndBias_IsComputed()
    {
        OnnxBytes graph = new OnnxBytes().Input(OnnxBytes.Value("x", 1, 1, 2, 3))
            .Initializer(OnnxBytes.Tensor("two", [1], 2))
            .Initializer(OnnxBytes.Integers("one", [1], 1))
            .Node("Mul", ["x", "two"], ["w"])
            .Node("ReduceSum", ["x"], ["sum"], OnnxBytes.Integer("keepdims", 0))
            .Node("Reshape", ["sum", "one"], ["b"])
            .Node("Conv", ["x", "w", "b"], ["y"])
            .Output(OnnxBytes.Value("y", 1));

        // 2 * (1 + 4 + 9 + 16 + 25 + 36) + 21
        Assert.That(Run(graph, new Tensor([1, 1, 2, 3], [1, 2, 3, 4, 5, 6])).Data, Is.EqualTo(new[] { 203f }));
    }

    [Test]
    public void Conv_OfASequenceWithComputedWeight_IsComputed()
    {
        OnnxBytes graph = new OnnxBytes().Input(OnnxBytes.Value("x", 1, 1, 4))
            .Initializer(OnnxBytes.Integers("from", [1], 0))
            .Initializer(OnnxBytes.Integers("to", [1], 2))
            .Initializer(OnnxBytes.Integers("axis", [1], 2))
            .Node("Slice", ["x", "from", "to", "axis"], ["w"])
            .Node(
                "Conv", ["x", "w"], ["y"], OnnxBytes.IntegerList("pads", 1, 0), OnnxBytes.IntegerList("strides", 2))
            .Output(OnnxBytes.Value("y", 1));

        Tensor output = Run(graph, new Tensor([1, 1, 4], [1, 2, 3, 4]));
        Assert.That(output.Shape, Is.EqualTo(new Tensor([1, 1, 2]).Shape));
        Assert.That(output.Data, Is.EqualTo(new[] { 2f, 8 }));
    }

    [Test]
    public void BatchNormalization_WithComputedScale_IsComputed()
    {
        OnnxBytes graph = new OnnxBytes().Input(OnnxBytes.Value("x", 1, 2, 1, 1))
            .Initializer(OnnxBytes.Integers("two", [1], 2))
            .Initializer(OnnxBytes.Tensor("bias", [2], 10, 20))
            .Initializer(OnnxBytes.Tensor("mean", [2], 1, 2))
            .Initializer(OnnxBytes.Tensor("variance", [2], 0.75f, 3.75f))
            .Node("Reshape", ["x", "two"], ["scale"])
            .Node(
                "BatchNormalization", ["x", "scale", "bias", "mean", "variance"], ["y"],
                OnnxBytes.Float("epsilon", 0.25f))
            .Output(OnnxBytes.Value("y", 1));

        // (3 - 1) / 1 * 3 + 10 and (6 - 2) / 2 * 6 + 20
        Assert.That(
            Run(graph, new Tensor([1, 2, 1, 1], [3, 6])).Data, Is.EqualTo(new[] { 16f, 32 }).Within(1e-5));
    }

    [Test]
    public void GridSample_NamesOfVersion20_AreThoseOf16()
    {
        Tensor image = new([1, 1, 2, 2], [1, 2, 3, 4]);
        float[] Sampled(int opset, string mode) =>
            Run(
                new OnnxBytes { Opset = opset }.Input(OnnxBytes.Value("x", 1, 1, 2, 2))
                    .Initializer(OnnxBytes.Tensor("g", [1, 1, 2, 2], 0.25f, -0.5f, 0.75f, 1))
                    .Node("GridSample", ["x", "g"], ["y"], OnnxBytes.Text("mode", mode))
                    .Output(OnnxBytes.Value("y", 1)),
                image).Data;

        Assert.That(Sampled(20, "linear"), Is.EqualTo(Sampled(16, "bilinear")));
        Assert.That(Sampled(20, "linear")[0], Is.EqualTo(1.75f));
        Assert.That(Sampled(20, "cubic"), Is.EqualTo(Sampled(16, "bicubic")));
    }

    private Tensor Run(OnnxBytes graph, Tensor input)
    {
        using TemporaryFolder folder = new();
        Network network = OnnxReader.Read(folder.Write("net.onnx", graph.ToArray()));
        using Session session = new(network, TestDevices.Open(deviceName));
        return session.Run(input);
    }
}
