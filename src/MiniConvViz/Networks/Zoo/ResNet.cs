using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Zoo;

/// <summary>
/// The ResNet family: blocks of two or three convolutions whose result is added to what came in.
/// <code>
/// BasicBlock   x ─ conv3x3 ─ bn ─ relu ─ conv3x3 ─ bn ─ add ─ relu
///              └────────────────── downsample ──────────┘
/// Bottleneck: 1x1, 3x3, 1x1 (four times as wide)
/// downsample: 1x1 conv + bn where sizes differ
/// </code>
/// </summary>
/// <remarks>
/// He et al. 2015, https://arxiv.org/abs/1512.03385; torchvision/models/resnet.py (stride in the 3x3: "v1.5")
/// </remarks>
internal static class ResNet
{
    private static readonly (string Name, int[] Blocks, bool Bottleneck)[] Configurations =
    [
        ("resnet18", [2, 2, 2, 2], false),
        ("resnet34", [3, 4, 6, 3], false),
        ("resnet50", [3, 4, 6, 3], true),
        ("resnet101", [3, 4, 23, 3], true),
        ("resnet152", [3, 8, 36, 3], true),
    ];

    public static IEnumerable<Architecture> All => Configurations.Select(configuration => new Architecture(
        ImageNetClasses.Card(configuration.Name),
        "fc.weight",
        (net, x, classes) => Describe(net, x, classes, configuration.Blocks, configuration.Bottleneck)));

    /// <summary>Two 3x3 convolutions around a shortcut; shared with our own small residual network.</summary>
    public static Node BasicBlock(NetworkBuilder net, string name, Node x, int inChannels, int channels, int stride)
    {
        Node y = net.Conv2d($"{name}.conv1", x, inChannels, channels, kernel: 3, stride, padding: 1, bias: false);
        y = net.BatchNorm2d($"{name}.bn1", y, channels);
        y = net.Apply($"{name}.relu", new ReLU(), y);
        y = net.Conv2d($"{name}.conv2", y, channels, channels, kernel: 3, padding: 1, bias: false);
        y = net.BatchNorm2d($"{name}.bn2", y, channels);
        return AddShortcut(net, name, x, y, inChannels, channels, stride);
    }

    private static Node Bottleneck(NetworkBuilder net, string name, Node x, int inChannels, int width, int stride)
    {
        int channels = width * 4;
        Node y = net.Conv2d($"{name}.conv1", x, inChannels, width, kernel: 1, bias: false);
        y = net.BatchNorm2d($"{name}.bn1", y, width);
        y = net.Apply($"{name}.relu", new ReLU(), y);
        y = net.Conv2d($"{name}.conv2", y, width, width, kernel: 3, stride, padding: 1, bias: false);
        y = net.BatchNorm2d($"{name}.bn2", y, width);
        y = net.Apply($"{name}.relu", new ReLU(), y);
        y = net.Conv2d($"{name}.conv3", y, width, channels, kernel: 1, bias: false);
        y = net.BatchNorm2d($"{name}.bn3", y, channels);
        return AddShortcut(net, name, x, y, inChannels, channels, stride);
    }

    private static Node AddShortcut(
        NetworkBuilder net, string name, Node x, Node y, int inChannels, int channels, int stride)
    {
        Node shortcut = x;
        if (stride != 1 || inChannels != channels)
        {
            shortcut = net.Conv2d($"{name}.downsample.0", x, inChannels, channels, kernel: 1, stride, bias: false);
            shortcut = net.BatchNorm2d($"{name}.downsample.1", shortcut, channels);
        }

        Node sum = net.Apply($"{name}.add", new Add(), y, shortcut);
        return net.Apply($"{name}.relu", new ReLU(), sum);
    }

    private static void Describe(NetworkBuilder net, Node x, int classes, int[] blocks, bool bottleneck)
    {
        x = net.Conv2d("conv1", x, 3, 64, kernel: 7, stride: 2, padding: 3, bias: false);
        x = net.BatchNorm2d("bn1", x, 64);
        x = net.Apply("relu", new ReLU(), x);
        x = net.Apply("maxpool", new MaxPool2d(3, stride: 2, padding: 1), x);

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
                    ? Bottleneck(net, name, x, channels, width, stride)
                    : BasicBlock(net, name, x, channels, width, stride);
                channels = outChannels;
            }
        }

        x = net.Apply("avgpool", new AdaptiveAvgPool2d(1), x);
        x = net.Apply("flatten", new Flatten(), x);
        net.Linear("fc", x, channels, classes);
    }
}
