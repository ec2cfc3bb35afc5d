using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Kernels;
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

    [TestCase("nearest")]
    [TestCase("bilinear")]
    [TestCase("shuffle")]
    [TestCase("transposed")]
    [TestCase("unshuffle")]
    [TestCase("sliced")]
    [TestCase("padded")]
    [TestCase("layer_norm")]
    public void Of_ANetworkThatResizes_IsAtLeastWhatChangesTheOutput(string layer)
    {
        NetworkBuilder net = new(SmallNetworks.Card(channels: 1, size: 31), new RandomParameters(3));
        Node x = net.Conv2d("a", net.Input(), 1, 4, kernel: 2);
        x = net.Apply("layer", Layer(layer), x);
        int channels = layer switch { "shuffle" => 1, "unshuffle" => 16, _ => 4 };
        net.Conv2d("b", x, channels, 1, kernel: 3);
        Network network = net.Build();
        ReceptiveField field = ReceptiveField.Of(network)[^1];

        (int height, int width) = MeasureByPokingPixels(network);

        double tolerance = layer is "bilinear" ? 1 : 0;
        Assert.That(field.WholeImage, Is.False);
        Assert.That(Math.Floor(field.Height), Is.InRange(height, height + tolerance));
        Assert.That(Math.Floor(field.Width), Is.InRange(width, width + tolerance));
    }

    [Test]
    public void Of_OperatorsThatMixAllPlaces_IsTheImage()
    {
        foreach (Operator @operator in new Operator[]
        {
            new InstanceNorm2d(2, null, null), new GroupNorm(1, 2, null, null), new Mean([2, 3]), new Amax([-1]),
            new AdaptiveMaxPool2d(1), new LayerNorm([2, 31, 31], null, null), new Softmax(-1), new MatMul(),
            new ArgMax(null), new Linear(SmallNetworks.Random([4, 31]), null),
        })
        {
            Assert.That(FieldAfter(@operator).ToString(), Is.EqualTo("image"), $"{@operator}");
        }
    }

    [Test]
    public void Of_OperatorsThatMixChannels_IsAPixel()
    {
        foreach (Operator @operator in new Operator[]
        {
            new LayerNorm2d(2, null, null), new Softmax(1), new Mean([1]), new LocalResponseNorm(3), new ArgMax(1),
        })
        {
            Assert.That(FieldAfter(@operator).ToString(), Is.EqualTo("1x1"), $"{@operator}");
        }
    }

    [Test]
    public void Of_LayersOnChannelsThatCameLast_IsAPixel()
    {
        NetworkBuilder net = new(SmallNetworks.Card(channels: 2, size: 31), new BlankParameters());
        Node x = net.Apply("permute", new Permute([0, 2, 3, 1]), net.Input());
        x = net.Apply("norm", new LayerNorm([2], null, null), x);
        x = net.Apply("linear", new Linear(SmallNetworks.Random([5, 2]), null), x);
        x = net.Apply("matmul", new MatMul(), x, net.Apply("weight", new Constant(SmallNetworks.Random([5, 3]))));
        x = net.Apply("flatten", new Flatten(), x);
        net.Linear("fc", x, 3 * 31 * 31, 1);

        ReceptiveField[] fields = ReceptiveField.Of(net.Build());

        Assert.That(fields[..^1].Select(field => field.ToString()), Is.All.EqualTo("1x1"));
        Assert.That(fields[^1].ToString(), Is.EqualTo("image"));
    }

    private static Operator Layer(string name) => name switch
    {
        "nearest" => new Upsample([2.0, 3.0], ResizeRule.Nearest),
        "bilinear" => new Upsample([2.0, 2.0], ResizeRule.Linear()),
        "shuffle" => new PixelShuffle(2),
        "unshuffle" => new PixelUnshuffle(2),
        "transposed" => new ConvTranspose2d(SmallNetworks.Random([4, 4, 4, 3]), null, 2, 1, 0, 1),
        "sliced" => new Slice([0, 0], [int.MaxValue, int.MaxValue], [2, 3], [2, 3]),
        "padded" => new Pad([0, 0, 0, 0], [0, 0, 1, 2]),
        _ => new LayerNorm2d(4, null, null),
    };

    private static ReceptiveField FieldAfter(Operator @operator)
    {
        NetworkBuilder net = new(SmallNetworks.Card(channels: 2, size: 31), new BlankParameters());
        Node x = net.Input();
        Node[] inputs = @operator is MatMul ? [x, x] : [x];
        net.Apply("layer", @operator, inputs);
        return ReceptiveField.Of(net.Build())[^1];
    }

    /// <summary>
    /// Changes one pixel after the other and records the outputs that change; the largest fields.
    /// </summary>
    private static (int Height, int Width) MeasureByPokingPixels(Network network)
    {
        using Session session = new(network, Device.Cpu(1));
        Tensor image = SmallNetworks.Random([1, 1, 31, 31]);
        Tensor before = session.Run(image).Clone();
        (int Top, int Bottom, int Left, int Right)[] seen = new (int, int, int, int)[before.Values.Length];
        Array.Fill(seen, (31, 0, 31, 0));
        for (int i = 0; i < image.Shape.Count; i++)
        {
            Tensor poked = image.Clone();
            poked.Values[i] += 100f;
            Tensor after = session.Run(poked);
            (int y, int x) = (i / 31, i % 31);
            for (int output = 0; output < seen.Length; output++)
            {
                if (after.Values[output] != before.Values[output])
                {
                    (int top, int bottom, int left, int right) = seen[output];
                    seen[output] = (Math.Min(top, y), Math.Max(bottom, y), Math.Min(left, x), Math.Max(right, x));
                }
            }
        }

        return (seen.Max(patch => patch.Bottom - patch.Top) + 1, seen.Max(patch => patch.Right - patch.Left) + 1);
    }
}
