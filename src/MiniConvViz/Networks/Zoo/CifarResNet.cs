using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Zoo;

/// <summary>
/// The ResNets of the paper's section 4.2, for 32x32 images: three stages of 16, 32 and 64 channels, n blocks each,
/// 6n + 2 layers. Two forms are in use, whose last layers have different names:
/// <code>
/// cifar_resnet20     shortcuts without weights (option A): every second pixel, and channels of zeros; linear
/// cifar_resnet20_b   shortcuts by a 1x1 convolution (option B): downsample.0 and .1; fc
/// </code>
/// </summary>
/// <remarks>
/// He et al. 2015, https://arxiv.org/abs/1512.03385; github.com/akamaster/pytorch_resnet_cifar10 (A),
/// github.com/chenyaofo/pytorch-cifar-models (B)
/// </remarks>
internal static class CifarResNet
{
    private static readonly int[] Depths = [20, 32, 44, 56, 110];

    public static IEnumerable<Architecture> All =>
        from depth in Depths
        from hasProjection in new[] { false, true }
        let last = hasProjection ? "fc" : "linear"
        select new Architecture(
            CifarClasses.Card($"cifar_resnet{depth}{(hasProjection ? "_b" : "")}"),
            $"{last}.weight",
            (net, x, classes) => Describe(net, x, classes, (depth - 2) / 6, hasProjection ? null : Padded, last))
        {
            Classes = CifarClasses.Count,
            Assumption = CifarClasses.Assumption,
        };

    private static void Describe(
        NetworkBuilder net, Node x, int classes, int blocks, Shortcut? shortcut, string last)
    {
        int channels = 16;
        x = net.Conv2d("conv1", x, 3, channels, kernel: 3, padding: 1, bias: false);
        x = net.BatchNorm2d("bn1", x, channels);
        x = net.Apply("relu", new ReLU(), x);
        for (int stage = 0; stage < 3; stage++)
        {
            int width = 16 << stage;
            for (int block = 0; block < blocks; block++)
            {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                x = ResNet.BasicBlock(net, $"layer{stage + 1}.{block}", x, channels, width, stride, shortcut);
                channels = width;
            }
        }

        x = net.Apply("avgpool", new AdaptiveAvgPool2d(1), x);
        x = net.Apply("flatten", new Flatten(), x);
        net.Linear(last, x, channels, classes);
    }

    /// <summary>
    /// Option A: <c>pad(x[:, :, ::2, ::2], (0, 0, 0, 0, channels // 4, channels // 4))</c>.
    /// </summary>
    private static Node Padded(NetworkBuilder net, string name, Node x, int inChannels, int channels, int stride)
    {
        Slice everySecond = new([0, 0], [int.MaxValue, int.MaxValue], axes: [2, 3], steps: [stride, stride]);
        x = net.Apply($"{name}.shortcut.getitem", everySecond, x);
        int more = (channels - inChannels) / 2;
        return net.Apply($"{name}.shortcut.pad", new Pad([0, more, 0, 0], [0, more, 0, 0]), x);
    }
}
