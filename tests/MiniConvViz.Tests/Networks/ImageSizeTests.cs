using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Networks;

/// <summary>
/// Networks take images of any size their layers can; those with adaptive pooling take a photograph of any size.
/// </summary>
public sealed class ImageSizeTests
{
    [TestCase("squeezenet1_1", 375, 500)]
    [TestCase("mobilenet_v2", 97, 161)]
    [TestCase("resnet18", 65, 130)]
    public void Run_NotSquareNotTheTrainedSize_EveryNodeEqualsTheReference(string model, int height, int width)
    {
        Network network = ModelZoo.Find(model).Build(new RandomParameters(5), 10);
        Tensor image = SmallNetworks.Random([1, 3, height, width]);
        using Session session = new(network, Device.Cpu());
        using Session reference = new(network, Device.Reference);
        using Tap tap = session.Tap("*");
        using Tap truth = reference.Tap("*");
        reference.Run(image);
        session.Run(image);
        foreach (Activation activation in tap.Activations)
        {
            NumericAssert.Close(activation.Values, truth[activation.Name].Values, activation.Name, tolerance: 2e-5);
        }
    }

    [Test]
    public void Run_SizeTheLastLayersCannotTake_ReportsWhichLayerAndWhy()
    {
        using Session session = new(ModelZoo.Load("fashion-lenet"), Device.Cpu(1));
        NetworkException? error = Assert.Throws<NetworkException>(() => session.Run(new Tensor([1, 1, 40, 40])));
        Assert.That(error!.Message, Is.EqualTo(
            "fc1 (Linear): expected an input [...,800], got [1,2048]; "
            + "a network with this layer takes one image size only"));
    }

    [Test]
    public void Run_ImageTooSmall_ReportsWhichLayer()
    {
        Network network = ModelZoo.Find("alexnet").Build(new BlankParameters(), 10);
        using Session session = new(network, Device.Cpu(1));
        NetworkException? error = Assert.Throws<NetworkException>(() => session.Run(new Tensor([1, 3, 40, 40])));
        Assert.That(error!.Message, Does.Match(
            "^features[.]\\d+ \\(MaxPool2d\\): the window \\(3, 3\\) does not fit the input "));
    }
}
