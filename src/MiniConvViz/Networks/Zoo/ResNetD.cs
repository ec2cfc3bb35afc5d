using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Zoo;

/// <summary>
/// ResNet-D: three 3x3 convolutions in place of the 7x7 at the beginning, and shortcuts that average before their 1x1
/// convolution instead of skipping three pixels of four.
/// <code>downsample: avgpool 2x2 (.0, none at stride 1) ─ conv 1x1 (.1) ─ bn (.2)</code>
/// </summary>
/// <remarks>He et al. 2018, https://arxiv.org/abs/1812.01187; timm/models/resnet.py, <c>resnet50d</c></remarks>
internal static class ResNetD
{
    private static readonly (string Name, int[] Blocks, bool Bottleneck)[] Configurations =
    [
        ("resnet18d", [2, 2, 2, 2], false), ("resnet34d", [3, 4, 6, 3], false), ("resnet26d", [2, 2, 2, 2], true),
        ("resnet50d", [3, 4, 6, 3], true), ("resnet101d", [3, 4, 23, 3], true), ("resnet152d", [3, 8, 36, 3], true),
    ];

    public static IEnumerable<Architecture> All => Configurations.Select(configuration => new Architecture(
        ImageNetClasses.Card(configuration.Name),
        "fc.weight",
        (net, x, classes) => Describe(net, x, classes, configuration.Blocks, configuration.Bottleneck)));

    private static void Describe(NetworkBuilder net, Node x, int classes, int[] blocks, bool isBottleneck)
    {
        int channels = 64;
        x = Stem(net, x, channels / 2);
        for (int stage = 0; stage < blocks.Length; stage++)
        {
            int width = 64 << stage;
            int outChannels = isBottleneck ? width * 4 : width;
            for (int block = 0; block < blocks[stage]; block++)
            {
                string name = $"layer{stage + 1}.{block}";
                int stride = stage > 0 && block == 0 ? 2 : 1;
                x = isBottleneck
                    ? ResNet.Bottleneck(net, name, x, channels, width, groups: 1, outChannels, stride, Averaged)
                    : ResNet.BasicBlock(net, name, x, channels, width, stride, Averaged);
                channels = outChannels;
            }
        }

        x = net.Apply("avgpool", new AdaptiveAvgPool2d(1), x);
        x = net.Apply("flatten", new Flatten(), x);
        net.Linear("fc", x, channels, classes);
    }

    private static Node Stem(NetworkBuilder net, Node x, int width)
    {
        x = net.Conv2d("conv1.0", x, 3, width, kernel: 3, stride: 2, padding: 1, bias: false);
        x = net.BatchNorm2d("conv1.1", x, width);
        x = net.Apply("conv1.2", new ReLU(), x);
        x = net.Conv2d("conv1.3", x, width, width, kernel: 3, padding: 1, bias: false);
        x = net.BatchNorm2d("conv1.4", x, width);
        x = net.Apply("conv1.5", new ReLU(), x);
        x = net.Conv2d("conv1.6", x, width, 2 * width, kernel: 3, padding: 1, bias: false);
        x = net.BatchNorm2d("bn1", x, 2 * width);
        x = net.Apply("relu", new ReLU(), x);
        return net.Apply("maxpool", new MaxPool2d(3, stride: 2, padding: 1), x);
    }

    private static Node Averaged(NetworkBuilder net, string name, Node x, int inChannels, int channels, int stride)
    {
        if (stride > 1)
        {
            AvgPool2d pool = new(stride, stride, ceilMode: true, countIncludePad: false);
            x = net.Apply($"{name}.downsample.0", pool, x);
        }

        x = net.Conv2d($"{name}.downsample.1", x, inChannels, channels, kernel: 1, bias: false);
        return net.BatchNorm2d($"{name}.downsample.2", x, channels);
    }
}
