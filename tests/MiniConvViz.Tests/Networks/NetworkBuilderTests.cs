using MiniConvViz.Networks;
using MiniConvViz.Ops;

namespace MiniConvViz.Tests.Networks;

public sealed class NetworkBuilderTests
{
    [Test]
    public void Build_ChannelsDoNotFit_NamesNodeExpectedAndGot()
    {
        NetworkBuilder net = new(SmallNetworks.Card(channels: 16), new BlankParameters());
        net.Conv2d("conv2", net.Input(), 10, 32, kernel: 3);
        NetworkException? error = Assert.Throws<NetworkException>(() => net.Build());
        Assert.That(error!.Message, Is.EqualTo(
            "conv2 (Conv2d): weight is [32,10,3,3] but its input has 16 channels; "
            + "is this the checkpoint of another model?"));
    }

    [Test]
    public void Build_AddOfDifferentShapes_NamesBoth()
    {
        NetworkBuilder net = new(SmallNetworks.Card(), new BlankParameters());
        Node x = net.Input();
        Node pooled = net.Apply("pool", new MaxPool2d(2), x);
        net.Apply("add", new Add(), x, pooled);
        NetworkException? error = Assert.Throws<NetworkException>(() => net.Build());
        Assert.That(error!.Message, Is.EqualTo(
            "add (Add): expected two shapes whose sizes, from the last axis on, are equal or 1, "
            + "got [1,3,9,9] and [1,3,4,4]"));
    }

    [Test]
    public void Build_ImageTooSmall_IsReported()
    {
        NetworkBuilder net = new(SmallNetworks.Card(size: 4), new BlankParameters());
        net.Conv2d("conv", net.Input(), 3, 1, kernel: (3, 7));
        NetworkException? error = Assert.Throws<NetworkException>(() => net.Build());
        Assert.That(error!.Message, Does.StartWith(
            "conv (Conv2d): the kernel (3, 7) does not fit the input [1,3,4,4]"));
    }

    [Test]
    public void Apply_NameUsedAgain_CountsLikeTorchvision()
    {
        NetworkBuilder net = new(SmallNetworks.Card(), new BlankParameters());
        Node x = net.Input();
        string[] names = [.. Enumerable.Range(0, 3).Select(_ => net.Apply("relu", new ReLU(), x).Name)];
        Assert.That(names, Is.EqualTo(new[] { "relu", "relu_1", "relu_2" }));
    }

    [Test]
    public void Operators_PrintAsPyTorchDoes()
    {
        NetworkBuilder net = new(SmallNetworks.Card(), new BlankParameters());
        Node x = net.Conv2d("conv", net.Input(), 3, 8, kernel: (3, 5), stride: 2, padding: (1, 2), bias: false);
        Assert.That(
            x.Operator.ToString(),
            Is.EqualTo("Conv2d(3, 8, kernel_size=(3, 5), stride=(2, 2), padding=(1, 2), bias=False)"));
        Assert.That(new LeakyReLU(0.2f).ToString(), Is.EqualTo("LeakyReLU(negative_slope=0.2)"));
        Assert.That(
            new MaxPool2d(3, stride: 2, padding: 1, ceilMode: true).ToString(),
            Is.EqualTo("MaxPool2d(kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), ceil_mode=True)"));
    }
}
