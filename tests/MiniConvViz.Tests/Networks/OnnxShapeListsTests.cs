using MiniConvViz.Execution;
using MiniConvViz.Formats;
using MiniConvViz.Formats.Onnx.Protobuf;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;
using MiniConvViz.Tests.Formats;

namespace MiniConvViz.Tests.Networks;

/// <summary>Graphs that compute with the sizes of tensors of open axes: the targets of reshapes follow.</summary>
public sealed class OnnxShapeListsTests
{
    [Test]
    public void ScatterND_IntoAShape_FollowsTheSize() => AssertReshapes(
        graph => graph
            .Initializer(OnnxBytes.Integers("ones", [3], 1, 1, 1))
            .Initializer(OnnxBytes.Integers("places", [2, 1], 2, 0))
            .Initializer(OnnxBytes.Integers("first", [1], 0))
            .Initializer(OnnxBytes.Integers("rest", [1], -1))
            .Node("Gather", ["shape", "first"], ["n"])
            .Node("Concat", ["n", "rest"], ["updates"], OnnxBytes.Integer("axis", 0))
            .Node("ScatterND", ["ones", "places", "updates"], ["target"]),
        "[12,1,2]");

    [Test]
    public void TransposeOfRows_FollowsTheSize() => AssertReshapes(
        graph => graph
            .Initializer(OnnxBytes.Integers("two", [3], 1, 2, 2))
            .Node("Reshape", ["shape", "two"], ["rows"])
            .Node("Transpose", ["rows"], ["turned"], OnnxBytes.IntegerList("perm", 2, 0, 1))
            .Initializer(OnnxBytes.Integers("flat", [1], -1))
            .Node("Reshape", ["turned", "flat"], ["target"]),
        "[2,1,4,3]");

    [Test]
    public void SplitOfAShape_FollowsTheSize() => AssertReshapes(
        graph => graph
            .Initializer(OnnxBytes.Integers("halves", [2], 2, 2))
            .Node("Split", ["shape", "halves"], ["front", "back"], OnnxBytes.Integer("axis", 0))
            .Node("ReduceProd", ["back"], ["pixels"], OnnxBytes.Integer("keepdims", 1))
            .Node("Concat", ["front", "pixels"], ["target"], OnnxBytes.Integer("axis", 0)),
        "[2,4,3]");

    [Test]
    public void RangeAndNegativeSteps_FollowTheSize() => AssertReshapes(
        graph => graph
            .Initializer(OnnxBytes.Integers("start", [], 3))
            .Initializer(OnnxBytes.Integers("end", [], -1))
            .Initializer(OnnxBytes.Integers("step", [], -1))
            .Node("Range", ["start", "end", "step"], ["axes"])
            .Node("Gather", ["shape", "axes"], ["target"]),
        "[3,1,4,2]");

    /// <summary>The number of channels is the same for every size, so that a split may use it.</summary>
    [Test]
    public void SplitIntoHalvesOfTheChannels_IsKnownThoughAllElseIsOpen()
    {
        Network network = Read(new OnnxBytes()
            .Input(OnnxBytes.Free("x", "n", "c", "h", "w"))
            .Initializer(OnnxBytes.Tensor("weight", [4, 3, 1, 1], new float[12]))
            .Initializer(OnnxBytes.Integers("one", [1], 1))
            .Initializer(OnnxBytes.Integers("two", [1], 2))
            .Node("Conv", "conv", ["x", "weight"], ["v"])
            .Node("Shape", ["v"], ["shape"])
            .Node("Gather", ["shape", "one"], ["channels"])
            .Node("Div", ["channels", "two"], ["half"])
            .Node("Concat", ["half", "half"], ["sizes"], OnnxBytes.Integer("axis", 0))
            .Node("Split", "split", ["v", "sizes"], ["a", "b"], OnnxBytes.Integer("axis", 1))
            .Node("Add", "add", ["a", "b"], ["y"])
            .Output(OnnxBytes.Value("y", 1)));
        using Session session = new(network, Device.Cpu(1));

        Assert.That(network.ExampleShapes[0].Channels, Is.EqualTo(3));
        Assert.That(session.Run(new Tensor([2, 3, 5, 7])).Shape, Is.EqualTo(Shape.Create([2, 2, 5, 7])));
    }

    [Test]
    public void ConstantOfShape_IsAWeightOfAnySize()
    {
        // 9 million elements, more than a graph without stored tensors may compute.
        Network network = Read(new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1, 3000))
            .Initializer(OnnxBytes.Integers("size", [2], 3000, 3000))
            .Node(
                "ConstantOfShape", "weights", ["size"], ["w"],
                new AttributeProto { Name = "value", T = OnnxBytes.Tensor("", [1], 0.5f), Type = 4 })
            .Node("Gemm", "fc", ["x", "w"], ["y"])
            .Output(OnnxBytes.Value("y", 1, 3000)));
        using Session session = new(network, Device.Cpu(1));

        Tensor output = session.Run(Tensor.Full([1, 3000], 1f));

        Assert.That(((Linear)network["fc"].Operator).Parameters[0].Value.Shape, Is.EqualTo(Shape.Create([3000, 3000])));
        Assert.That(output.Values.ToArray(), Has.All.EqualTo(1500f));
    }

    [Test]
    public void ExternalWeights_ThatAreAbsent_AreNamed()
    {
        TensorProto weight = new() { Name = "fc.weight", DataType = 1, DataLocation = 1 };
        weight.Dims.Add(2);
        weight.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "net.onnx.data" });
        byte[] file = new OnnxBytes()
            .Input(OnnxBytes.Value("x", 2))
            .Initializer(weight)
            .Node("Add", ["x", "fc.weight"], ["y"])
            .Output(OnnxBytes.Value("y", 2)).ToArray();
        using TemporaryFolder folder = new();
        string path = folder.Write("net.onnx", file);

        Assert.That(
            () => OnnxReader.Read(path),
            Throws.TypeOf<UnreadableInputException>().With.Message.EqualTo(
                $"{path}: the tensor 'fc.weight' is stored in the file 'net.onnx.data', which is not beside the "
                + "model; put it there under that name"));
    }

    /// <summary>Version 6 broadcasts where an attribute says so; version 24 is read as those before it.</summary>
    [TestCase(6)]
    [TestCase(24)]
    public void OldestAndNewestVersion_AreRead(int opset)
    {
        OnnxBytes graph = new OnnxBytes { Opset = opset }
            .Input(OnnxBytes.Value("x", 1, 2, 1, 1))
            .Initializer(OnnxBytes.Tensor("bias", opset == 6 ? [2] : [2, 1, 1], 1, 2))
            .Node(
                "Add", "add", ["x", "bias"], ["a"],
                opset == 6 ? [OnnxBytes.Integer("broadcast", 1), OnnxBytes.Integer("axis", 1)] : [])
            .Node("Relu", "relu", ["a"], ["y"]);
        using Session session = new(Read(graph.Output(OnnxBytes.Value("y", 1))), Device.Cpu(1));

        Assert.That(session.Run(new Tensor([1, 2, 1, 1], [3, -4])).Values.ToArray(), Is.EqualTo([4f, 0]));
    }

    /// <summary>A graph whose target for a reshape is computed from <c>shape</c>, that of x; x is [2,4,1,3].</summary>
    private static void AssertReshapes(Func<OnnxBytes, OnnxBytes> target, string expected)
    {
        OnnxBytes graph = target(new OnnxBytes()
                .Input(OnnxBytes.Free("x", "n", "c", "h", "w"))
                .Node("Shape", ["x"], ["shape"]))
            .Node("Reshape", ["x", "target"], ["y"])
            .Output(OnnxBytes.Value("y", 1));
        Network network = Read(graph);
        using Session session = new(network, Device.Cpu(1));

        Assert.That(network.Nodes.Select(node => node.Operator.Kind), Is.EqualTo(["Input", "Reshape"]));
        Assert.That(session.Run(new Tensor([2, 4, 1, 3])).Shape.ToString(), Is.EqualTo(expected));
    }

    private static Network Read(OnnxBytes graph)
    {
        using TemporaryFolder folder = new();
        return OnnxReader.Read(folder.Write("net.onnx", graph.ToArray()));
    }
}
