using MiniConvViz.Execution;
using MiniConvViz.Formats.Onnx.Protobuf;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;
using MiniConvViz.Tests.Formats;

namespace MiniConvViz.Tests.Networks;

/// <summary>Graphs written by hand: folding, names, and refusals.</summary>
public sealed class OnnxReaderTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Weights_AreReadFromTheFile()
    {
        Network network = Read(Convolution());
        using Session session = new(network, Device.Cpu());

        Tensor output = session.Run(new Tensor([1, 1, 1, 3], [1, 2, 3]));

        Assert.That(output.Values.ToArray(), Is.EqualTo([2.5f, 4.5f, 6.5f]));
        Assert.That(network.Name, Is.EqualTo("net"));
    }

    [Test]
    public void ViewOfADynamicBatch_FollowsTheInput()
    {
        ValueInfoProto input = OnnxBytes.Value("x", 1, 2, 3);
        input.Type.TensorType.Shape.Dim[0].DimParam = "batch";
        Network network = Read(new OnnxBytes()
            .Input(input)
            .Node("Shape", ["x"], ["shape"])
            .Node("Constant", [], ["zero"], OnnxBytes.Integer("value_int", 0))
            .Node("Gather", ["shape", "zero"], ["n"])
            .Node("Unsqueeze", ["n", "zeros"], ["n1"])
            .Initializer(OnnxBytes.Integers("zeros", [1], 0))
            .Initializer(OnnxBytes.Integers("rest", [1], -1))
            .Node("Concat", ["n1", "rest"], ["target"], OnnxBytes.Integer("axis", 0))
            .Node("Reshape", ["x", "target"], ["y"])
            .Output(OnnxBytes.Value("y", 1, 6)));
        using Session session = new(network, Device.Cpu());

        Assert.That(network.Nodes.Select(node => node.Operator.Kind), Is.EqualTo(["Input", "Reshape"]));
        Assert.That(session.Run(new Tensor([5, 2, 3])).Shape.ToString(), Is.EqualTo("[5,6]"));
    }

    [Test]
    public void ConstantsAreComputedOnce()
    {
        Network network = Read(new OnnxBytes()
            .Input(OnnxBytes.Value("x", 2))
            .Initializer(OnnxBytes.Tensor("a", [2], 1, 2))
            .Initializer(OnnxBytes.Tensor("b", [2], 10, 20))
            .Node("Mul", ["a", "b"], ["ab"])
            .Node("Add", ["x", "ab"], ["y"])
            .Output(OnnxBytes.Value("y", 2)));
        using Session session = new(network, Device.Cpu());

        Assert.That(network.Nodes.Select(node => node.Operator.Kind), Is.EqualTo(["Input", "Constant", "Add"]));
        Assert.That(session.Run(new Tensor([2], [1, 1])).Values.ToArray(), Is.EqualTo([11, 41]));
    }

    [Test]
    public void ModulePaths_BecomeTorchvisionNames()
    {
        OnnxBytes graph = new OnnxBytes().Input(OnnxBytes.Value("x", 1, 2, 3, 3)).Output(OnnxBytes.Value("end", 1));
        string last = "x";
        string[] paths =
        [
            "/stem/Relu", "/layer1/layer1.0/relu/Relu", "/layer1/layer1.0/relu_1/Relu", "/layer1/layer1.0/Sigmoid",
            "/layer1/layer1.1/act/Sigmoid", "/layer1/layer1.1/act/Tanh", "/Relu",
        ];
        foreach (string path in paths)
        {
            string output = path == paths[^1] ? "end" : path;
            graph.Node(path[(path.LastIndexOf('/') + 1)..], path, [last], [output]);
            last = output;
        }

        Assert.That(
            Read(graph).Nodes.Skip(1).Select(node => node.Name),
            Is.EqualTo(
            [
                "stem", "layer1.0.relu", "layer1.0.relu_1", "layer1.0.sigmoid", "layer1.1.act.sigmoid", "layer1.1.act",
                "relu",
            ]));
    }

    [Test]
    public void NameScopesInTheMetadata_BecomeTorchvisionNames()
    {
        // As torch.onnx.export(dynamo=True) writes them: the modules around a node, then torch.fx's own name for it.
        OnnxBytes graph = new OnnxBytes().Input(OnnxBytes.Value("x", 1)).Output(OnnxBytes.Value("y", 1));
        graph.Node("Relu", ["x"], ["a"]).Metadata(
            "pkg.torch.onnx.name_scopes", "['', 'layer1', 'layer1.0', 'layer1.0.relu', 'relu_1']");
        graph.Node("Add", ["x", "a"], ["y"]).Metadata(
            "pkg.torch.onnx.name_scopes", "['', 'layer1', 'layer1.0', 'add_3']");

        Assert.That(
            Read(graph).Nodes.Skip(1).Select(node => node.Name), Is.EqualTo(["layer1.0.relu", "layer1.0.add"]));
    }

    [Test]
    public void UnsupportedOperators_AreAllNamedAtOnce()
    {
        OnnxBytes graph = new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1))
            .Node("Loop", ["x"], ["a"])
            .Node("NonMaxSuppression", ["a"], ["b"])
            .Node("Loop", ["b"], ["y"])
            .Node("Resize", ["x"], ["z"], OnnxBytes.Integer("antialias", 1))
            .Output(OnnxBytes.Value("y", 1))
            .Output(OnnxBytes.Value("z", 1));

        Assert.That(
            () => Read(graph),
            Throws.TypeOf<UnsupportedModelException>().With.Message.EndsWith(
                "net.onnx: contains unsupported nodes: the operator Loop ('Loop_a', 'Loop_y'); "
                + "the operator NonMaxSuppression ('NonMaxSuppression_b'), the size of whose output depends on values; "
                + "'Resize_z' (Resize): resizes with antialias"));
    }

    [Test]
    public void OperatorsThatNoOutputNeeds_AreNotRequired()
    {
        Network network = Read(new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1))
            .Node("Relu", ["x"], ["y"])
            .Node("Loop", ["x"], ["unused"])
            .Output(OnnxBytes.Value("y", 1)));

        Assert.That(network.Nodes, Has.Count.EqualTo(2));
    }

    [Test]
    public void Cycle_IsReportedAsOne() => AssertRefused(
        new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1))
            .Node("Add", ["x", "b"], ["a"])
            .Node("Relu", ["a"], ["b"])
            .Output(OnnxBytes.Value("b", 1)).ToArray(),
        "reads 'b', which 'Relu_b' (Relu) defines later; the graph has a cycle");

    [Test]
    public void MissingInitializer_IsNamed() => AssertRefused(
        new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1, 1, 3, 3))
            .Node("Conv", ["x", "conv.weight"], ["y"])
            .Output(OnnxBytes.Value("y", 1)).ToArray(),
        "reads 'conv.weight', which no node, input or initializer defines");

    [Test]
    public void TwoMakersOfOneValue_AreRefused() => AssertRefused(
        new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1))
            .Node("Relu", ["x"], ["y"])
            .Node("Abs", ["x"], ["y"])
            .Output(OnnxBytes.Value("y", 1)).ToArray(),
        "defines 'y', which 'Relu_y' (Relu) defines too");

    [Test]
    public void HugeTensorInASmallFile_IsRefusedBeforeAnythingIsAllocated()
    {
        TensorProto huge = OnnxBytes.Tensor("w", [1 << 20, 1 << 9, 1, 1], 1);

        AssertRefused(Convolution(huge), "needs 2147483648 bytes but has 4");
    }

    [TestCase(1L << 62, 4, "at most")]
    [TestCase(-1, 1, "expected extents of 0 or more")]
    [TestCase(3, 1, "needs 12 bytes but has 4")]
    public void ExtentsThatDoNotFit_AreRefused(long extent, long other, string words) =>
        AssertRefused(Convolution(OnnxBytes.Tensor("w", [extent, other, 1, 1], 1)), words);

    [Test]
    public void WeightsOfText_AreRefused()
    {
        TensorProto text = OnnxBytes.Tensor("w", [1, 1, 1, 1], 1);
        text.DataType = 8;

        AssertRefused(Convolution(text), "has the element type 8, which is not supported; expected float, ");
    }

    [Test]
    public void HugeShapeComputed_IsRefused() => AssertRefused(
        new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1))
            .Initializer(OnnxBytes.Integers("shape", [3], 1 << 12, 1 << 12, 1 << 12))
            .Node("Expand", ["x", "shape"], ["y"])
            .Output(OnnxBytes.Value("y", 1)).ToArray(),
        "at most");

    [TestCase("../weights.bin")]
    [TestCase("/etc/hostname")]
    [TestCase("inside/../../weights.bin")]
    [TestCase("")]
    public void ExternalWeightsOutsideOfTheFolder_AreRefused(string location)
    {
        AssertRefused(Convolution(External(location)), "outside of the model's folder");
    }

    [Test]
    public void ExternalWeightsThroughALink_AreRefused()
    {
        using TemporaryFolder elsewhere = new();
        string target = elsewhere.Write("weights.bin", new byte[4]);
        File.CreateSymbolicLink(_folder.File("weights.bin"), target);

        AssertRefused(Convolution(External("weights.bin")), "outside of the model's folder");
    }

    [Test]
    public void ExternalWeights_AreReadFromBesideTheModel()
    {
        _folder.Write("weights.bin", [0, 0, 0, 0, .. BitConverter.GetBytes(3f)]);
        TensorProto weight = External("weights.bin");
        weight.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = "4" });
        using Session session = new(Read(Convolution(weight)), Device.Cpu());

        Assert.That(session.Run(new Tensor([1, 1, 1, 3], [1, 2, 3])).Values.ToArray(), Is.EqualTo([3.5f, 6.5f, 9.5f]));
    }

    [Test]
    public void ExternalWeightsCutShort_AreRefused()
    {
        _folder.Write("weights.bin", [0, 0]);

        AssertRefused(Convolution(External("weights.bin")), "needs 4 bytes from byte 0 on");
    }

    [Test]
    public void EveryTruncation_IsRefused()
    {
        byte[] whole = Convolution();
        for (int length = 0; length < whole.Length; length++)
        {
            AssertRefused(whole[..length], "net.onnx: ");
        }
    }

    [Test]
    public void TextFile_IsNoModel() => AssertRefused("this is no model"u8.ToArray(), "is no ONNX model");

    private static byte[] Convolution(TensorProto? weight = null) => new OnnxBytes()
        .Input(OnnxBytes.Value("x", 1, 1, 1, 3))
        .Initializer(weight ?? OnnxBytes.Tensor("w", [1, 1, 1, 1], 2))
        .Initializer(OnnxBytes.Tensor("b", [1], 0.5f))
        .Node("Conv", ["x", "w", "b"], ["y"])
        .Output(OnnxBytes.Value("y", 1, 1, 1, 3)).ToArray();

    private static TensorProto External(string location)
    {
        TensorProto weight = OnnxBytes.Tensor("w", [1, 1, 1, 1]);
        weight.DataLocation = 1;
        weight.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        return weight;
    }

    private void AssertRefused(byte[] file, string words) =>
        Assert.That(() => Read(file), Refusal.Saying(words));

    private Network Read(OnnxBytes graph) => Read(graph.ToArray());

    private Network Read(byte[] file) => OnnxReader.Read(_folder.Write("net.onnx", file));
}
