using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Zoo;

/// <summary>
/// The ResNet family: blocks of two or three convolutions whose result is added to the block's input. ResNeXt splits
/// the 3x3 of the bottleneck into groups, Wide ResNet doubles its channels.
/// <code>
/// BasicBlock   x ─ conv3x3 ─ bn ─ relu ─ conv3x3 ─ bn ─ add ─ relu
///              └────────────────── downsample ──────────┘
/// Bottleneck: 1x1, 3x3, 1x1 (widened)
/// downsample: 1x1 conv + bn where sizes differ
/// </code>
/// </summary>
/// <remarks>
/// He et al. 2015, https://arxiv.org/abs/1512.03385; torchvision/models/resnet.py (stride in the 3x3: "v1.5");
/// Xie et al. 2016, https://arxiv.org/abs/1611.05431; Zagoruyko and Komodakis 2016, https://arxiv.org/abs/1605.07146
/// </remarks>
internal static class ResNet
{
    private static readonly Configuration[] Configurations =
    [
        new("resnet18", [2, 2, 2, 2], Bottleneck: false),
        new("resnet34", [3, 4, 6, 3], Bottleneck: false),
        new("resnet50", [3, 4, 6, 3]),
        new("resnet101", [3, 4, 23, 3]),
        new("resnet152", [3, 8, 36, 3]),
        new("resnext50_32x4d", [3, 4, 6, 3], Groups: 32, GroupWidth: 4),
        new("resnext101_32x8d", [3, 4, 23, 3], Groups: 32, GroupWidth: 8),
        new("resnext101_64x4d", [3, 4, 23, 3], Groups: 64, GroupWidth: 4, Resize: 232),
        new("wide_resnet50_2", [3, 4, 6, 3], GroupWidth: 128),
        new("wide_resnet101_2", [3, 4, 23, 3], GroupWidth: 128),
    ];

    public static IEnumerable<Architecture> All => Configurations.Select(configuration => new Architecture(
        ImageNetClasses.Card(configuration.Name, configuration.Resize),
        "fc.weight",
        (net, x, classes) => Describe(net, x, classes, configuration))
    {
        HasStem = true,
    });

    /// <summary>Two 3x3 convolutions with a shortcut; shared with the bundled small residual network.</summary>
    public static Node BasicBlock(
        NetworkBuilder net,
        string name,
        Node x,
        int inChannels,
        int channels,
        int stride,
        Shortcut? shortcut = null)
    {
        Node y = net.Conv2d($"{name}.conv1", x, inChannels, channels, kernel: 3, stride, padding: 1, bias: false);
        y = net.BatchNorm2d($"{name}.bn1", y, channels);
        y = net.Apply($"{name}.relu", new ReLU(), y);
        y = net.Conv2d($"{name}.conv2", y, channels, channels, kernel: 3, padding: 1, bias: false);
        y = net.BatchNorm2d($"{name}.bn2", y, channels);
        return AddShortcut(net, name, x, y, inChannels, channels, stride, shortcut);
    }

    /// <summary>A 1x1, a 3x3 and a 1x1 convolution with a shortcut.</summary>
    public static Node Bottleneck(
        NetworkBuilder net,
        string name,
        Node x,
        int inChannels,
        int width,
        int groups,
        int channels,
        int stride,
        Shortcut? shortcut = null)
    {
        Node y = net.Conv2d($"{name}.conv1", x, inChannels, width, kernel: 1, bias: false);
        y = net.BatchNorm2d($"{name}.bn1", y, width);
        y = net.Apply($"{name}.relu", new ReLU(), y);
        y = net.Conv2d($"{name}.conv2", y, width, width, kernel: 3, stride, padding: 1, groups: groups, bias: false);
        y = net.BatchNorm2d($"{name}.bn2", y, width);
        y = net.Apply($"{name}.relu", new ReLU(), y);
        y = net.Conv2d($"{name}.conv3", y, width, channels, kernel: 1, bias: false);
        y = net.BatchNorm2d($"{name}.bn3", y, channels);
        return AddShortcut(net, name, x, y, inChannels, channels, stride, shortcut);
    }

    private static Node AddShortcut(
        NetworkBuilder net,
        string name,
        Node x,
        Node y,
        int inChannels,
        int channels,
        int stride,
        Shortcut? shortcut)
    {
        if (stride != 1 || inChannels != channels)
        {
            x = (shortcut ?? Projection)(net, name, x, inChannels, channels, stride);
        }

        Node sum = net.Apply($"{name}.add", new Add(), y, x);
        return net.Apply($"{name}.relu", new ReLU(), sum);
    }

    private static Node Projection(
        NetworkBuilder net, string name, Node x, int inChannels, int channels, int stride)
    {
        x = net.Conv2d($"{name}.downsample.0", x, inChannels, channels, kernel: 1, stride, bias: false);
        return net.BatchNorm2d($"{name}.downsample.1", x, channels);
    }

    private static void Describe(NetworkBuilder net, Node x, int classes, Configuration configuration)
    {
        (int kernel, int firstStride, bool hasPool) = net.Stem;
        x = net.Conv2d("conv1", x, 3, 64, kernel, firstStride, padding: kernel / 2, bias: false);
        x = net.BatchNorm2d("bn1", x, 64);
        x = net.Apply("relu", new ReLU(), x);
        x = hasPool ? net.Apply("maxpool", new MaxPool2d(3, stride: 2, padding: 1), x) : x;

        (_, int[] blocks, bool bottleneck, int groups, int groupWidth, _) = configuration;
        int channels = 64;
        for (int stage = 0; stage < blocks.Length; stage++)
        {
            int width = 64 << stage;
            int outChannels = bottleneck ? width * 4 : width;
            for (int block = 0; block < blocks[stage]; block++)
            {
                string name = $"layer{stage + 1}.{block}";
                int stride = stage > 0 && block == 0 ? 2 : 1;
                x = bottleneck
                    ? Bottleneck(net, name, x, channels, (groups * groupWidth) << stage, groups, outChannels, stride)
                    : BasicBlock(net, name, x, channels, width, stride);
                channels = outChannels;
            }
        }

        x = net.Apply("avgpool", new AdaptiveAvgPool2d(1), x);
        x = net.Apply("flatten", new Flatten(), x);
        net.Linear("fc", x, channels, classes);
    }

    /// <summary>Blocks per stage, and the width of the 3x3 in the first stage as groups times channels each.</summary>
    private sealed record Configuration(
        string Name, int[] Blocks, bool Bottleneck = true, int Groups = 1, int GroupWidth = 64, int Resize = 256);
}
