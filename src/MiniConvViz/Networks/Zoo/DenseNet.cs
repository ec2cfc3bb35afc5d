using System.Text.RegularExpressions;
using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Zoo;

/// <summary>
/// The DenseNet family: within a block, every layer reads what all layers before it computed and adds a few channels.
/// <code>
/// denselayer   cat (all before) ─ bn ─ relu ─ conv1x1 ─ bn ─ relu ─ conv3x3 (growth channels)
/// transition   bn ─ relu ─ conv1x1 (half the channels) ─ avgpool 2x2
/// </code>
/// </summary>
/// <remarks>Huang et al. 2016, https://arxiv.org/abs/1608.06993; torchvision/models/densenet.py</remarks>
internal static partial class DenseNet
{
    /// <summary>The paper's table 1: channels that a layer adds, layers per block, channels of the stem.</summary>
    private static readonly (string Name, int Growth, int[] Layers, int Stem)[] Configurations =
    [
        ("densenet121", 32, [6, 12, 24, 16], 64),
        ("densenet161", 48, [6, 12, 36, 24], 96),
        ("densenet169", 32, [6, 12, 32, 32], 64),
        ("densenet201", 32, [6, 12, 48, 32], 64),
    ];

    public static IEnumerable<Architecture> All => Configurations.Select(configuration => new Architecture(
        ImageNetClasses.Card(configuration.Name),
        "classifier.weight",
        (net, x, classes) =>
            Describe(net, x, classes, configuration.Growth, configuration.Layers, configuration.Stem))
    {
        OlderKey = static key => NumberedLayer.Replace(key, "$1.$2."),
    });

    /// <summary>
    /// torchvision's files for download have the old name <c>denselayer1.norm.1.weight</c> for
    /// <c>denselayer1.norm1.weight</c>.
    /// </summary>
    [GeneratedRegex(@"(?<=\.denselayer\d+\.)(norm|conv)([12])\.")]
    private static partial Regex NumberedLayer { get; }

    private static void Describe(NetworkBuilder net, Node x, int classes, int growth, int[] layers, int stem)
    {
        x = net.Conv2d("features.conv0", x, 3, stem, kernel: 7, stride: 2, padding: 3, bias: false);
        x = net.BatchNorm2d("features.norm0", x, stem);
        x = net.Apply("features.relu0", new ReLU(), x);
        x = net.Apply("features.pool0", new MaxPool2d(3, stride: 2, padding: 1), x);

        int channels = stem;
        for (int block = 1; block <= layers.Length; block++)
        {
            x = DenseBlock(net, $"features.denseblock{block}", x, channels, layers[block - 1], growth);
            channels += layers[block - 1] * growth;
            if (block < layers.Length)
            {
                x = Transition(net, $"features.transition{block}", x, channels);
                channels /= 2;
            }
        }

        x = net.BatchNorm2d("features.norm5", x, channels);
        x = net.Apply("relu", new ReLU(), x);
        x = net.Apply("adaptive_avg_pool2d", new AdaptiveAvgPool2d(1), x);
        x = net.Apply("flatten", new Flatten(), x);
        net.Linear("classifier", x, channels, classes);
    }

    private static Node DenseBlock(NetworkBuilder net, string name, Node x, int channels, int layers, int growth)
    {
        List<Node> features = [x];
        for (int layer = 1; layer <= layers; layer++)
        {
            string part = $"{name}.denselayer{layer}";
            Node y = net.Apply($"{part}.cat", new Concat(), [.. features]);
            y = net.BatchNorm2d($"{part}.norm1", y, channels);
            y = net.Apply($"{part}.relu1", new ReLU(), y);
            y = net.Conv2d($"{part}.conv1", y, channels, 4 * growth, kernel: 1, bias: false);
            y = net.BatchNorm2d($"{part}.norm2", y, 4 * growth);
            y = net.Apply($"{part}.relu2", new ReLU(), y);
            features.Add(net.Conv2d($"{part}.conv2", y, 4 * growth, growth, kernel: 3, padding: 1, bias: false));
            channels += growth;
        }

        return net.Apply($"{name}.cat", new Concat(), [.. features]);
    }

    private static Node Transition(NetworkBuilder net, string name, Node x, int channels)
    {
        x = net.BatchNorm2d($"{name}.norm", x, channels);
        x = net.Apply($"{name}.relu", new ReLU(), x);
        x = net.Conv2d($"{name}.conv", x, channels, channels / 2, kernel: 1, bias: false);
        return net.Apply($"{name}.pool", new AvgPool2d(2, stride: 2), x);
    }
}
