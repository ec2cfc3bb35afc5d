using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Analysis;

public sealed class ReceptiveFieldTests
{
    // The published figures: Araujo et al. 2019, table 1.
    [TestCase("alexnet", "features.12", 195, 32)]
    [TestCase("vgg16", "features.30", 212, 32)]
    [TestCase("resnet18", "layer4.1.relu_1", 435, 32)]
    [TestCase("resnet34", "layer4.2.relu_1", 899, 32)]
    [TestCase("mobilenet_v2", "features.18.2", 491, 32)]
    public void Of_PublishedNetworks_GivesThePublishedSizes(string model, string node, int size, int jump)
    {
        Network network = ModelZoo.Find(model).Build(new BlankParameters(), 1000);
        ReceptiveField field = ReceptiveField.Of(network)[network[node].Index];
        Assert.That(field, Is.EqualTo(new ReceptiveField(size, size, jump, jump, false)));
    }

    [Test]
    public void Of_ASmallNetwork_IsExactlyWhatChangesTheOutput()
    {
        NetworkBuilder net = new(SmallNetworks.Card(channels: 1, size: 31), new RandomParameters(3));
        Node x = net.Conv2d("a", net.Input(), 1, 2, kernel: (3, 5), stride: (1, 2), dilation: (2, 1));
        x = net.Apply("b", new AvgPool2d(3, stride: 1), x);
        net.Conv2d("c", x, 2, 1, kernel: 3);
        Network network = net.Build();
        ReceptiveField field = ReceptiveField.Of(network)[^1];

        (int height, int width) = MeasureByPokingPixels(network);
        Assert.That((field.Height, field.Width), Is.EqualTo((height, width)));
    }

    /// <summary>Changes one pixel after the other and sees which of them the first output number notices.</summary>
    private static (int Height, int Width) MeasureByPokingPixels(Network network)
    {
        using Session session = new(network, Device.Cpu(1));
        Tensor image = SmallNetworks.Random([1, 1, 31, 31]);
        float before = session.Run(image).Values[0];
        HashSet<int> rows = [];
        HashSet<int> columns = [];
        for (int i = 0; i < image.Shape.Count; i++)
        {
            Tensor poked = image.Clone();
            poked.Values[i] += 100f;
            if (session.Run(poked).Values[0] != before)
            {
                rows.Add(i / 31);
                columns.Add(i % 31);
            }
        }

        return (rows.Max() - rows.Min() + 1, columns.Max() - columns.Min() + 1);
    }
}
