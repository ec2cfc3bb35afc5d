using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Zoo;

/// <summary>
/// MobileNetV2: inverted residuals widen the channels with 1x1 filters, filter each channel separately (depthwise), and
/// narrow them again without an activation.
/// <code>x ─ 1x1 expand ─ bn ─ relu6 ─ 3x3 depthwise ─ bn ─ relu6 ─ 1x1 project ─ bn ─ add x where sizes allow</code>
/// </summary>
/// <remarks>Sandler et al. 2018, https://arxiv.org/abs/1801.04381; torchvision/models/mobilenetv2.py</remarks>
internal static class MobileNetV2
{
    /// <summary>The paper's table 2: expansion factor, output channels, repeats, stride of the first repeat.</summary>
    private static readonly (int Expand, int Channels, int Repeats, int Stride)[] Stages =
    [
        (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1),
    ];

    public static IEnumerable<Architecture> All =>
        [new(ImageNetClasses.Card("mobilenet_v2"), "classifier.1.weight", Describe)];

    private static void Describe(NetworkBuilder net, Node x, int classes)
    {
        x = net.ConvNormActivation("features.0", x, 3, 32, kernel: 3, new ReLU6(), stride: 2);
        int index = 1;
        int channels = 32;
        foreach ((int expand, int outChannels, int repeats, int firstStride) in Stages)
        {
            for (int repeat = 0; repeat < repeats; repeat++)
            {
                int stride = repeat == 0 ? firstStride : 1;
                x = InvertedResidual(net, $"features.{index++}", x, channels, outChannels, expand, stride);
                channels = outChannels;
            }
        }

        x = net.ConvNormActivation($"features.{index}", x, channels, 1280, kernel: 1, new ReLU6());
        x = net.Apply("adaptive_avg_pool2d", new AdaptiveAvgPool2d(1), x);
        x = net.Apply("flatten", new Flatten(), x);
        x = net.Apply("classifier.0", new Dropout(0.2f), x);
        net.Linear("classifier.1", x, 1280, classes);
    }

    private static Node InvertedResidual(
        NetworkBuilder net, string name, Node x, int inChannels, int outChannels, int expand, int stride)
    {
        int hidden = inChannels * expand;
        int part = 0;
        Node y = x;
        if (expand != 1)
        {
            y = net.ConvNormActivation($"{name}.conv.{part++}", y, inChannels, hidden, kernel: 1, new ReLU6());
        }

        y = net.ConvNormActivation(
            $"{name}.conv.{part++}", y, hidden, hidden, kernel: 3, new ReLU6(), stride, groups: hidden);
        y = net.Conv2d($"{name}.conv.{part++}", y, hidden, outChannels, kernel: 1, bias: false);
        y = net.BatchNorm2d($"{name}.conv.{part}", y, outChannels);
        return stride == 1 && inChannels == outChannels ? net.Apply($"{name}.add", new Add(), x, y) : y;
    }
}
