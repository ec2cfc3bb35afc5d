using MiniConvViz.Networks;
using MiniConvViz.Tests.Formats;

namespace MiniConvViz.Tests.Networks;

/// <summary>The nodes whose channels are last, by the permutes before them.</summary>
public sealed class ChannelLayoutsTests
{
    [TestCase("features.1.0.block.0", false)]
    [TestCase("features.1.0.block.2", true)]
    [TestCase("features.1.0.block.4", true)]
    [TestCase("features.1.0.block.5", true)]
    [TestCase("features.1.0.add", false)]
    public void ConvNeXt_LinearLayersOfABlock_HaveTheirChannelsLast(string node, bool areLast)
    {
        Network network = ModelZoo.Find("convnext_tiny").Build(new BlankParameters(), 1000);
        Assert.That(network[node].ChannelsAreLast, Is.EqualTo(areLast));
    }

    [Test]
    public void Keras_InputAndWhatFollowsTheTransposeBack_HaveTheirChannelsLast()
    {
        Network network = OnnxReader.Read(RepositoryFiles.Shared("cases", "nhwc", "net.onnx"));

        Assert.That(network.Card.ChannelsAreLast);
        Assert.That((network.Card.Channels, network.Card.CropSize), Is.EqualTo((3, 32)));
        Assert.That(
            network.Nodes.Where(node => node.ChannelsAreLast).Select(node => node.Name),
            Is.EqualTo(["input_1", "conv2d_1.permute", "conv2d_1"]));
    }

    /// <summary>Networks without permutes have none, for any operators.</summary>
    [TestCase("resnet18")]
    [TestCase("shufflenet_v2_x1_0")]
    [TestCase("densenet121")]
    [TestCase("squeezenet1_1")]
    public void ZooWithoutPermutes_HasNone(string name)
    {
        Network network = ModelZoo.Find(name).Build(new BlankParameters(), 1000);
        Assert.That(network.Nodes.Where(node => node.ChannelsAreLast), Is.Empty);
    }

    /// <summary>
    /// A column of features is no image, though its last axis is 1: a convolution reads it as [N,C,H,W].
    /// </summary>
    [Test]
    public void ColumnsOfFeatures_HaveTheirChannelsFirst()
    {
        Network network = Import(new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1, 8, 20, 1))
            .Initializer(OnnxBytes.Tensor("weight", [4, 8, 3, 1], new float[4 * 8 * 3]))
            .Node("Relu", "relu", ["x"], ["r"])
            .Node("Conv", "conv", ["r", "weight"], ["y"])
            .Output(OnnxBytes.Value("y", 1, 4, 18, 1)));

        Assert.That(network.Card.ChannelsAreLast, Is.False);
        Assert.That(network.Nodes.Where(node => node.ChannelsAreLast), Is.Empty);
    }

    [TestCase("Sub", true)]
    [TestCase("MatMul", false)]
    public void ArithmeticBeforeTheTranspose_KeepsTheLayout(string kind, bool areLast)
    {
        Network network = Import(new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1, 8, 6, 3))
            .Initializer(OnnxBytes.Tensor("other", [3, 3], new float[9]))
            .Initializer(OnnxBytes.Tensor("mean", [3], new float[3]))
            .Node(kind, "first", ["x", kind == "Sub" ? "mean" : "other"], ["a"])
            .Node("Transpose", "turn", ["a"], ["y"], OnnxBytes.IntegerList("perm", 0, 3, 1, 2))
            .Output(OnnxBytes.Value("y", 1, 3, 8, 6)));

        Assert.That(network.Card.ChannelsAreLast, Is.EqualTo(areLast));
    }

    private static Network Import(OnnxBytes file)
    {
        using TemporaryFolder folder = new();
        return OnnxReader.Read(folder.Write("net.onnx", file.ToArray()));
    }
}
