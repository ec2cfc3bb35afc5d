using MiniConvViz.Networks;

namespace MiniConvViz.Tests.Networks;

/// <summary>Which nodes have their channels last, by the permutes before them.</summary>
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
            Is.EqualTo(["input_1", "model/conv2d_1/BiasAdd__14", "model/conv2d_1/BiasAdd"]));
    }

    /// <summary>Networks without permutes have none, whatever they are made of.</summary>
    [TestCase("resnet18")]
    [TestCase("shufflenet_v2_x1_0")]
    [TestCase("densenet121")]
    [TestCase("squeezenet1_1")]
    public void ZooWithoutPermutes_HasNone(string name)
    {
        Network network = ModelZoo.Find(name).Build(new BlankParameters(), 1000);
        Assert.That(network.Nodes.Where(node => node.ChannelsAreLast), Is.Empty);
    }
}
