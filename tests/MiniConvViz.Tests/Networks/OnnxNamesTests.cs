using MiniConvViz.Networks;
using MiniConvViz.Tests.Formats;

namespace MiniConvViz.Tests.Networks;

/// <summary>The names of the nodes of files of several exporters.</summary>
public sealed class OnnxNamesTests
{
    private const string Scopes = "pkg.torch.onnx.name_scopes";

    [Test]
    public void Keras_NodesAreCalledAsTheirLayers()
    {
        OnnxBytes graph = new OnnxBytes { Producer = "tf2onnx" }
            .Input(OnnxBytes.Value("input_1", 1, 4, 4, 3))
            .Initializer(OnnxBytes.Tensor("k", [2, 3, 1, 1], new float[6]))
            .Initializer(OnnxBytes.Integers("s", [2], -1, 32))
            .Initializer(OnnxBytes.Tensor("w", [32, 2], new float[64]));
        const string Model = "StatefulPartitionedCall/functional_1";
        graph.Node(
                "Transpose", $"{Model}/conv2d/Conv2D__6", ["input_1"], ["t"], OnnxBytes.IntegerList("perm", 0, 3, 1, 2))
            .Node("Conv", $"{Model}/conv2d/BiasAdd", ["t", "k"], ["c"])
            .Node("Relu", $"{Model}/conv2d/Relu", ["c"], ["r"])
            .Node("Sigmoid", $"{Model}/block/activation_3/Sigmoid", ["r"], ["a"])
            .Node(
                "Transpose", $"{Model}/block/activation_3/Sigmoid__9", ["a"], ["b"],
                OnnxBytes.IntegerList("perm", 0, 2, 3, 1))
            .Node("Reshape", $"{Model}/flatten/Reshape", ["b", "s"], ["f"])
            .Node("MatMul", $"{Model}/dense/MatMul", ["f", "w"], ["y"])
            .Output(OnnxBytes.Value("y", 1, 2));

        Network network = Read(graph);

        Assert.That(
            network.Nodes.Select(node => node.Name),
            Is.EqualTo(
            [
                "input_1", "conv2d.permute", "conv2d.conv2d", "conv2d", "block.activation_3",
                "block.activation_3.permute", "flatten", "dense",
            ]));
        Assert.That(network.Card.ChannelsAreLast);
    }

    /// <summary>tf2onnx moves the axis of a single channel by a reshape.</summary>
    [Test]
    public void Keras_GreyImages_HaveTheirChannelLast()
    {
        Network network = Read(new OnnxBytes { Producer = "tf2onnx" }
            .Input(OnnxBytes.Value("x", 1, 28, 20, 1))
            .Initializer(OnnxBytes.Integers("target", [4], -1, 1, 28, 20))
            .Initializer(OnnxBytes.Tensor("k", [2, 1, 3, 3], new float[18]))
            .Node("Reshape", "model/conv2d/Conv2D__7", ["x", "target"], ["t"])
            .Node("Conv", "model/conv2d/Conv2D", ["t", "k"], ["y"])
            .Output(OnnxBytes.Value("y", 1, 2, 26, 18)));

        Assert.That(network.Card.ChannelsAreLast);
        Assert.That((network.Card.Channels, network.Card.CropSize, network.Card.Width), Is.EqualTo((1, 28, 20)));
        Assert.That(network["conv2d"].ChannelsAreLast, Is.False);
    }

    [Test]
    public void Dynamo_ConvolutionWithAFoldedBatchNorm_IsCalledByItsWeight()
    {
        OnnxBytes graph = new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1, 1, 1, 1))
            .Initializer(OnnxBytes.Tensor("layer1.conv1.weight", [1, 1, 1, 1], 2))
            .Initializer(OnnxBytes.Tensor("bias", [1], 1));
        graph.Node("Conv", "node_1", ["x", "layer1.conv1.weight", "bias"], ["a"])
            .Metadata(Scopes, "['', 'layer1', 'layer1.bn1', 'batch_norm']");
        graph.Node("Relu", "node_2", ["a"], ["y"]).Metadata(Scopes, "['', 'layer1', 'layer1.relu', 'relu']");

        Network network = Read(graph.Output(OnnxBytes.Value("y", 1)));

        Assert.That(network.Nodes.Select(node => node.Name), Is.EqualTo(["x", "layer1.conv1", "layer1.relu"]));
        Assert.That(network["layer1.conv1"].Remark, Is.EqualTo("batch norm folded in by the exporter"));
    }

    [Test]
    public void Dynamo_ModuleCalledTwice_IsNumbered()
    {
        OnnxBytes graph = new OnnxBytes().Input(OnnxBytes.Value("x", 2));
        graph.Node("Relu", "n1", ["x"], ["a"]).Metadata(Scopes, "['', 'act', 'relu']");
        graph.Node("Neg", "n2", ["a"], ["b"]).Metadata(Scopes, "['', 'norm', 'neg']");
        graph.Node("Exp", "n3", ["b"], ["c"]).Metadata(Scopes, "['', 'norm', 'exp']");
        graph.Node("Relu", "n4", ["c"], ["y"]).Metadata(Scopes, "['', 'act', 'relu_1']");

        Assert.That(
            Read(graph.Output(OnnxBytes.Value("y", 2))).Nodes.Select(node => node.Name),
            Is.EqualTo(["x", "act", "norm.neg", "norm", "act_1"]));
    }

    [Test]
    public void BareNumbers_GetTheOperatorBeforeThem()
    {
        Network network = Read(new OnnxBytes { Opset = 9, Producer = "pytorch" }
            .Input(OnnxBytes.Value("x", 1, 1, 1, 1))
            .Initializer(OnnxBytes.Tensor("layer1.0.conv1.weight", [1, 1, 1, 1], 2))
            .Node("Conv", "", ["x", "layer1.0.conv1.weight"], ["389"])
            .Node("Relu", "", ["389"], ["391"])
            .Node("GlobalAveragePool", "", ["391"], ["392"])
            .Output(OnnxBytes.Value("392", 1, 1, 1, 1)));

        Assert.That(
            network.Nodes.Select(node => node.Name),
            Is.EqualTo(["x", "layer1.0.conv1", "relu_391", "globalaveragepool_392"]));
    }

    private static Network Read(OnnxBytes graph)
    {
        using TemporaryFolder folder = new();
        return OnnxReader.Read(folder.Write("net.onnx", graph.ToArray()));
    }
}
