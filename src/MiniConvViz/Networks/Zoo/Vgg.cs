using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Zoo;

/// <summary>
/// The VGG family: 3x3 convolutions, max-pools that halve the size, and three wide fully connected layers at the end.
/// </summary>
/// <remarks>Simonyan and Zisserman 2014, https://arxiv.org/abs/1409.1556; torchvision/models/vgg.py</remarks>
internal static class Vgg
{
    /// <summary>Stands for a max-pool among the channel counts, torchvision's "M".</summary>
    private const int Pool = 0;

    /// <summary>The paper's columns A, B, D and E.</summary>
    public static readonly (string Name, int[] Layers)[] Configurations =
    [
        ("vgg11", [64, Pool, 128, Pool, 256, 256, Pool, 512, 512, Pool, 512, 512, Pool]),
        ("vgg13", [64, 64, Pool, 128, 128, Pool, 256, 256, Pool, 512, 512, Pool, 512, 512, Pool]),
        ("vgg16", [64, 64, Pool, 128, 128, Pool, 256, 256, 256, Pool, 512, 512, 512, Pool, 512, 512, 512, Pool]),
        ("vgg19",
        [
            64, 64, Pool, 128, 128, Pool, 256, 256, 256, 256, Pool, 512, 512, 512, 512, Pool, 512, 512, 512, 512, Pool,
        ]),
    ];

    public static IEnumerable<Architecture> All =>
        from configuration in Configurations
        from batchNorm in new[] { false, true }
        select new Architecture(
            ImageNetClasses.Card(configuration.Name + (batchNorm ? "_bn" : "")),
            "classifier.6.weight",
            (net, x, classes) => Describe(net, x, classes, configuration.Layers, batchNorm));

    /// <summary>The convolutions and pools, <c>features.0</c> and on; shared with the form for small
    /// images.</summary>
    public static Node DescribeFeatures(NetworkBuilder net, Node x, int[] layers, bool batchNorm)
    {
        int index = 0;
        int channels = 3;
        foreach (int layer in layers)
        {
            if (layer == Pool)
            {
                x = net.Apply($"features.{index++}", new MaxPool2d(2, stride: 2), x);
                continue;
            }

            x = net.Conv2d($"features.{index++}", x, channels, layer, kernel: 3, padding: 1);
            if (batchNorm)
            {
                x = net.BatchNorm2d($"features.{index++}", x, layer);
            }

            x = net.Apply($"features.{index++}", new ReLU(), x);
            channels = layer;
        }

        return x;
    }

    private static void Describe(NetworkBuilder net, Node x, int classes, int[] layers, bool batchNorm)
    {
        x = DescribeFeatures(net, x, layers, batchNorm);
        x = net.Apply("avgpool", new AdaptiveAvgPool2d(7), x);
        x = net.Apply("flatten", new Flatten(), x);

        x = net.Linear("classifier.0", x, 512 * 7 * 7, 4096);
        x = net.Apply("classifier.1", new ReLU(), x);
        x = net.Apply("classifier.2", new Dropout(), x);
        x = net.Linear("classifier.3", x, 4096, 4096);
        x = net.Apply("classifier.4", new ReLU(), x);
        x = net.Apply("classifier.5", new Dropout(), x);
        net.Linear("classifier.6", x, 4096, classes);
    }
}
