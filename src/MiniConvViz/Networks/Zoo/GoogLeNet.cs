using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Zoo;

/// <summary>
/// GoogLeNet (Inception v1): modules of four parallel branches whose outputs are concatenated.
/// <code>
/// x ─┬─ 1x1 ──────────────┐
///    ├─ 1x1 ─ 3x3 ────────┤
///    ├─ 1x1 ─ 3x3 ────────┼─ cat    (the paper's 5x5 is 3x3 in torchvision)
///    └─ maxpool 3x3 ─ 1x1 ┘
/// </code>
/// The two auxiliary classifiers (<c>aux1</c>, <c>aux2</c>) are used in training only: a checkpoint may contain them.
/// torchvision's trained network turns images normalised with ImageNet's mean and deviation into ones normalised with
/// 0.5 and 0.5 (<see cref="TransformInput"/>); without that switch the card has 0.5 itself, which is equivalent for
/// images.
/// </summary>
/// <remarks>Szegedy et al. 2014, https://arxiv.org/abs/1409.4842; torchvision/models/googlenet.py</remarks>
internal static class GoogLeNet
{
    /// <summary>
    /// The paper's table 1: inputs, 1x1, reduction before 3x3, 3x3, reduction before "5x5", "5x5", after the pool;
    /// and the pool that follows the module, if any.
    /// </summary>
    private static readonly (string Name, int[] Channels, MaxPool2d? Pool)[] Modules =
    [
        ("3a", [192, 64, 96, 128, 16, 32, 32], null),
        ("3b", [256, 128, 128, 192, 32, 96, 64], new MaxPool2d(3, stride: 2, ceilMode: true)),
        ("4a", [480, 192, 96, 208, 16, 48, 64], null),
        ("4b", [512, 160, 112, 224, 24, 64, 64], null),
        ("4c", [512, 128, 128, 256, 24, 64, 64], null),
        ("4d", [512, 112, 144, 288, 32, 64, 64], null),
        ("4e", [528, 256, 160, 320, 32, 128, 128], new MaxPool2d(2, stride: 2, ceilMode: true)),
        ("5a", [832, 256, 160, 320, 32, 128, 128], null),
        ("5b", [832, 384, 192, 384, 48, 128, 128], null),
    ];

    public static IEnumerable<Architecture> All =>
        [new(ImageNetClasses.CenteredCard("googlenet"), "fc.weight", Describe) { HasTransformInput = true }];

    private static void Describe(NetworkBuilder net, Node x, int classes)
    {
        x = net.BasicConv2d("conv1", x, 3, 64, kernel: 7, stride: 2, padding: 3);
        x = net.Apply("maxpool1", new MaxPool2d(3, stride: 2, ceilMode: true), x);
        x = net.BasicConv2d("conv2", x, 64, 64, kernel: 1);
        x = net.BasicConv2d("conv3", x, 64, 192, kernel: 3, padding: 1);
        x = net.Apply("maxpool2", new MaxPool2d(3, stride: 2, ceilMode: true), x);
        foreach ((string name, int[] channels, MaxPool2d? pool) in Modules)
        {
            x = Inception(net, $"inception{name}", x, channels);
            x = pool is null ? x : net.Apply($"maxpool{name[0]}", pool, x);
        }

        x = net.Apply("avgpool", new AdaptiveAvgPool2d(1), x);
        x = net.Apply("flatten", new Flatten(), x);
        x = net.Apply("dropout", new Dropout(0.2f), x);
        net.Linear("fc", x, 1024, classes);
        net.TrainingOnly("aux1");
        net.TrainingOnly("aux2");
    }

    private static Node Inception(NetworkBuilder net, string name, Node x, int[] channels)
    {
        int inChannels = channels[0];
        Node one = net.BasicConv2d($"{name}.branch1", x, inChannels, channels[1], kernel: 1);
        Node two = net.BasicConv2d($"{name}.branch2.0", x, inChannels, channels[2], kernel: 1);
        two = net.BasicConv2d($"{name}.branch2.1", two, channels[2], channels[3], kernel: 3, padding: 1);
        Node three = net.BasicConv2d($"{name}.branch3.0", x, inChannels, channels[4], kernel: 1);
        three = net.BasicConv2d($"{name}.branch3.1", three, channels[4], channels[5], kernel: 3, padding: 1);
        Node four = net.Apply($"{name}.branch4.0", new MaxPool2d(3, stride: 1, padding: 1, ceilMode: true), x);
        four = net.BasicConv2d($"{name}.branch4.1", four, inChannels, channels[6], kernel: 1);
        return net.Apply($"{name}.cat", new Concat(), one, two, three, four);
    }
}
