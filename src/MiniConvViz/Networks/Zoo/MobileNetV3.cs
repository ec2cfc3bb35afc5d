using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Zoo;

/// <summary>
/// MobileNetV3: MobileNetV2's inverted residuals, found by search, with squeeze-and-excitation and hard-swish in the
/// deeper layers.
/// <code>x ─ 1x1 expand ─ depthwise ─ squeeze-excitation ─ 1x1 project ─ add x where sizes allow</code>
/// </summary>
/// <remarks>Howard et al. 2019, https://arxiv.org/abs/1905.02244; torchvision/models/mobilenetv3.py</remarks>
internal static class MobileNetV3
{
    private const float Eps = 1e-3f;

    /// <summary>The paper's table 2.</summary>
    private static readonly Bottleneck[] Small =
    [
        new(3, 16, 16, true, false, 2), new(3, 72, 24, false, false, 2), new(3, 88, 24, false, false, 1),
        new(5, 96, 40, true, true, 2), new(5, 240, 40, true, true, 1), new(5, 240, 40, true, true, 1),
        new(5, 120, 48, true, true, 1), new(5, 144, 48, true, true, 1), new(5, 288, 96, true, true, 2),
        new(5, 576, 96, true, true, 1), new(5, 576, 96, true, true, 1),
    ];

    /// <summary>The paper's table 1.</summary>
    private static readonly Bottleneck[] Large =
    [
        new(3, 16, 16, false, false, 1), new(3, 64, 24, false, false, 2), new(3, 72, 24, false, false, 1),
        new(5, 72, 40, true, false, 2), new(5, 120, 40, true, false, 1), new(5, 120, 40, true, false, 1),
        new(3, 240, 80, false, true, 2), new(3, 200, 80, false, true, 1), new(3, 184, 80, false, true, 1),
        new(3, 184, 80, false, true, 1), new(3, 480, 112, true, true, 1), new(3, 672, 112, true, true, 1),
        new(5, 672, 160, true, true, 2), new(5, 960, 160, true, true, 1), new(5, 960, 160, true, true, 1),
    ];

    public static IEnumerable<Architecture> All =>
    [
        new(
            ImageNetClasses.Card("mobilenet_v3_small"),
            "classifier.3.weight",
            static (net, x, classes) => Describe(net, x, classes, Small, hidden: 1024)),
        new(
            ImageNetClasses.Card("mobilenet_v3_large"),
            "classifier.3.weight",
            static (net, x, classes) => Describe(net, x, classes, Large, hidden: 1280)),
    ];

    private static void Describe(NetworkBuilder net, Node x, int classes, Bottleneck[] bottlenecks, int hidden)
    {
        int channels = 16;
        x = net.ConvNormActivation("features.0", x, 3, channels, kernel: 3, new Hardswish(), stride: 2, eps: Eps);
        for (int i = 0; i < bottlenecks.Length; i++)
        {
            x = InvertedResidual(net, $"features.{i + 1}", x, channels, bottlenecks[i]);
            channels = bottlenecks[i].Channels;
        }

        string last = $"features.{bottlenecks.Length + 1}";
        x = net.ConvNormActivation(last, x, channels, 6 * channels, kernel: 1, new Hardswish(), eps: Eps);
        x = net.Apply("avgpool", new AdaptiveAvgPool2d(1), x);
        x = net.Apply("flatten", new Flatten(), x);
        x = net.Linear("classifier.0", x, 6 * channels, hidden);
        x = net.Apply("classifier.1", new Hardswish(), x);
        x = net.Apply("classifier.2", new Dropout(0.2f), x);
        net.Linear("classifier.3", x, hidden, classes);
    }

    private static Node InvertedResidual(NetworkBuilder net, string name, Node x, int inChannels, Bottleneck row)
    {
        Operator activation = row.Hardswish ? new Hardswish() : new ReLU();
        int part = 0;
        Node y = x;
        if (row.Expanded != inChannels)
        {
            y = net.ConvNormActivation(
                $"{name}.block.{part++}", y, inChannels, row.Expanded, kernel: 1, activation, eps: Eps);
        }

        y = net.ConvNormActivation(
            $"{name}.block.{part++}",
            y,
            row.Expanded,
            row.Expanded,
            row.Kernel,
            activation,
            row.Stride,
            groups: row.Expanded,
            eps: Eps);
        if (row.SqueezeExcitation)
        {
            int squeezed = TorchvisionBlocks.MultipleOf8(row.Expanded / 4);
            y = net.SqueezeExcitation(
                $"{name}.block.{part++}", y, row.Expanded, squeezed, new ReLU(), new Hardsigmoid());
        }

        y = net.ConvNormActivation(
            $"{name}.block.{part}", y, row.Expanded, row.Channels, kernel: 1, activation: null, eps: Eps);
        return row.Stride == 1 && inChannels == row.Channels ? net.Apply($"{name}.add", new Add(), y, x) : y;
    }

    /// <summary>A row of the tables: kernel, expansion, output channels, SE, NL (hard-swish or ReLU), s.</summary>
    private readonly record struct Bottleneck(
        int Kernel, int Expanded, int Channels, bool SqueezeExcitation, bool Hardswish, int Stride);
}
