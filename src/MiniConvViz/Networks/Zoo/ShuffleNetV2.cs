using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Zoo;

/// <summary>
/// ShuffleNetV2: half of the channels are copied unchanged, the other half is filtered, and a channel shuffle mixes
/// both.
/// <code>
/// x ─┬─ first half ────────────────────────────────┐
///    └─ second half ─ 1x1 ─ 3x3 depthwise ─ 1x1 ── cat ─ shuffle
/// </code>
/// A block of stride 2 filters everything in both branches. The shuffle is a transposition of the channels as a matrix
/// of 2 rows.
/// </summary>
/// <remarks>Ma et al. 2018, https://arxiv.org/abs/1807.11164; torchvision/models/shufflenetv2.py</remarks>
internal static class ShuffleNetV2
{
    /// <summary>The paper's table 5: channels of the stages 2, 3 and 4 and of the last convolution.</summary>
    private static readonly (string Name, int[] Channels, int Last, int Resize)[] Configurations =
    [
        ("shufflenet_v2_x0_5", [48, 96, 192], 1024, 256),
        ("shufflenet_v2_x1_0", [116, 232, 464], 1024, 256),
        ("shufflenet_v2_x1_5", [176, 352, 704], 1024, 232),
        ("shufflenet_v2_x2_0", [244, 488, 976], 2048, 232),
    ];

    public static IEnumerable<Architecture> All => Configurations.Select(configuration => new Architecture(
        ImageNetClasses.Card(configuration.Name, configuration.Resize),
        "fc.weight",
        (net, x, classes) => Describe(net, x, classes, configuration.Channels, configuration.Last)));

    private static void Describe(NetworkBuilder net, Node x, int classes, int[] stages, int last)
    {
        int channels = 24;
        x = net.ConvNormActivation("conv1", x, 3, channels, kernel: 3, new ReLU(), stride: 2);
        x = net.Apply("maxpool", new MaxPool2d(3, stride: 2, padding: 1), x);
        for (int stage = 0; stage < stages.Length; stage++)
        {
            int repeats = stage == 1 ? 8 : 4;
            for (int repeat = 0; repeat < repeats; repeat++)
            {
                string name = $"stage{stage + 2}.{repeat}";
                x = repeat == 0
                    ? Downsample(net, name, x, channels, stages[stage])
                    : InvertedResidual(net, name, x, stages[stage]);
            }

            channels = stages[stage];
        }

        x = net.ConvNormActivation("conv5", x, channels, last, kernel: 1, new ReLU());
        x = net.Apply("mean", new Mean([2, 3]), x);
        net.Linear("fc", x, last, classes);
    }

    private static Node Downsample(NetworkBuilder net, string name, Node x, int inChannels, int outChannels)
    {
        string branch = $"{name}.branch1";
        Node left = Depthwise(net, $"{branch}.0", x, inChannels, stride: 2);
        left = net.BatchNorm2d($"{branch}.1", left, inChannels);
        left = net.Conv2d($"{branch}.2", left, inChannels, outChannels / 2, kernel: 1, bias: false);
        left = net.BatchNorm2d($"{branch}.3", left, outChannels / 2);
        left = net.Apply($"{branch}.4", new ReLU(), left);
        Node right = Branch2(net, $"{name}.branch2", x, inChannels, outChannels / 2, stride: 2);
        return Shuffle(net, name, net.Apply($"{name}.cat", new Concat(), left, right), outChannels);
    }

    private static Node InvertedResidual(NetworkBuilder net, string name, Node x, int channels)
    {
        int half = channels / 2;
        Node left = net.Apply($"{name}.getitem", new Slice([0], [half], axes: [1]), x);
        Node right = net.Apply($"{name}.getitem", new Slice([half], [channels], axes: [1]), x);
        right = Branch2(net, $"{name}.branch2", right, half, half, stride: 1);
        return Shuffle(net, name, net.Apply($"{name}.cat", new Concat(), left, right), channels);
    }

    private static Node Branch2(NetworkBuilder net, string name, Node x, int inChannels, int channels, int stride)
    {
        x = net.Conv2d($"{name}.0", x, inChannels, channels, kernel: 1, bias: false);
        x = net.BatchNorm2d($"{name}.1", x, channels);
        x = net.Apply($"{name}.2", new ReLU(), x);
        x = Depthwise(net, $"{name}.3", x, channels, stride);
        x = net.BatchNorm2d($"{name}.4", x, channels);
        x = net.Conv2d($"{name}.5", x, channels, channels, kernel: 1, bias: false);
        x = net.BatchNorm2d($"{name}.6", x, channels);
        return net.Apply($"{name}.7", new ReLU(), x);
    }

    private static Node Depthwise(NetworkBuilder net, string name, Node x, int channels, int stride) =>
        net.Conv2d(name, x, channels, channels, kernel: 3, stride, padding: 1, groups: channels, bias: false);

    private static Node Shuffle(NetworkBuilder net, string name, Node x, int channels)
    {
        x = net.Apply($"{name}.view", new Reshape([Size(0), 2, channels / 2, Size(2), Size(3)]), x);
        x = net.Apply($"{name}.transpose", new Permute([0, 2, 1, 3, 4]), x);
        x = net.Apply($"{name}.contiguous", new Identity(), x);
        return net.Apply($"{name}.view", new Reshape([Size(0), channels, Size(3), Size(4)]), x);
    }

    /// <summary>The input's extent along an axis: batch, height and width are unchanged.</summary>
    private static ShapeTerm.ExtentTerm Size(int axis) => new(0, axis);
}
