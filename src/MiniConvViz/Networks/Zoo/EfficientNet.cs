using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Zoo;

/// <summary>
/// EfficientNet and EfficientNetV2: MobileNet's inverted residuals with squeeze-and-excitation and SiLU. Version 1
/// scales one small network in width, depth and image size at once (b0 to b7); version 2 uses plain convolutions in the
/// early stages.
/// <code>
/// MBConv        x ─ 1x1 expand ─ depthwise ─ squeeze-excitation ─ 1x1 project ─ stochastic depth ─ add x
/// fused MBConv  x ─ 3x3 expand ─ 1x1 project ─ stochastic depth ─ add x
/// </code>
/// torchvision resizes images for version 1 and for v2_l bicubically; here every image is resized bilinearly.
/// </summary>
/// <remarks>
/// Tan and Le 2019 and 2021, https://arxiv.org/abs/1905.11946, https://arxiv.org/abs/2104.00298;
/// torchvision/models/efficientnet.py
/// </remarks>
internal static class EfficientNet
{
    /// <summary>Version 1, the paper's table 1, before scaling.</summary>
    private static readonly Stage[] B0 =
    [
        new(1, 3, 1, 16, 1), new(6, 3, 2, 24, 2), new(6, 5, 2, 40, 2), new(6, 3, 2, 80, 3), new(6, 5, 1, 112, 3),
        new(6, 5, 2, 192, 4), new(6, 3, 1, 320, 1),
    ];

    /// <summary>Version 2, the paper's table 4.</summary>
    private static readonly Stage[] S =
    [
        new(1, 3, 1, 24, 2, Fused: true), new(4, 3, 2, 48, 4, Fused: true), new(4, 3, 2, 64, 4, Fused: true),
        new(4, 3, 2, 128, 6), new(6, 3, 1, 160, 9), new(6, 3, 2, 256, 15),
    ];

    private static readonly Stage[] M =
    [
        new(1, 3, 1, 24, 3, Fused: true), new(4, 3, 2, 48, 5, Fused: true), new(4, 3, 2, 80, 5, Fused: true),
        new(4, 3, 2, 160, 7), new(6, 3, 1, 176, 14), new(6, 3, 2, 304, 18), new(6, 3, 1, 512, 5),
    ];

    private static readonly Stage[] L =
    [
        new(1, 3, 1, 32, 4, Fused: true), new(4, 3, 2, 64, 7, Fused: true), new(4, 3, 2, 96, 7, Fused: true),
        new(4, 3, 2, 192, 10), new(6, 3, 1, 224, 19), new(6, 3, 2, 384, 25), new(6, 3, 1, 640, 7),
    ];

    /// <summary>Name, width and depth factors, short side and crop, dropout, batch norm's epsilon.</summary>
    private static readonly (string Name, double Width, double Depth, int Resize, int Crop, float Dropout, float Eps)[]
        Version1 =
        [
            ("efficientnet_b0", 1.0, 1.0, 256, 224, 0.2f, 1e-5f), ("efficientnet_b1", 1.0, 1.1, 256, 240, 0.2f, 1e-5f),
            ("efficientnet_b2", 1.1, 1.2, 288, 288, 0.3f, 1e-5f), ("efficientnet_b3", 1.2, 1.4, 320, 300, 0.3f, 1e-5f),
            ("efficientnet_b4", 1.4, 1.8, 384, 380, 0.4f, 1e-5f), ("efficientnet_b5", 1.6, 2.2, 456, 456, 0.4f, 1e-3f),
            ("efficientnet_b6", 1.8, 2.6, 528, 528, 0.5f, 1e-3f), ("efficientnet_b7", 2.0, 3.1, 600, 600, 0.5f, 1e-3f),
        ];

    public static IEnumerable<Architecture> All =>
    [
        .. Version1.Select(row => New(
            ImageNetClasses.Card(row.Name, row.Resize, row.Crop),
            [.. B0.Select(stage => stage.Scaled(row.Width, row.Depth))],
            TorchvisionBlocks.MultipleOf8(32 * row.Width),
            last: 4 * TorchvisionBlocks.MultipleOf8(320 * row.Width),
            row.Dropout,
            row.Eps)),
        New(ImageNetClasses.Card("efficientnet_v2_s", 384, 384), S, stem: 24, last: 1280, 0.2f, 1e-3f),
        New(ImageNetClasses.Card("efficientnet_v2_m", 480, 480), M, stem: 24, last: 1280, 0.3f, 1e-3f),
        New(ImageNetClasses.CenteredCard("efficientnet_v2_l", 480, 480), L, stem: 32, last: 1280, 0.4f, 1e-3f),
    ];

    private static Architecture New(ModelCard card, Stage[] stages, int stem, int last, float dropout, float eps) =>
        new(
            card,
            "classifier.1.weight",
            (net, x, classes) => Describe(net, x, classes, stages, stem, last, dropout, eps));

    private static void Describe(
        NetworkBuilder net, Node x, int classes, Stage[] stages, int stem, int last, float dropout, float eps)
    {
        int channels = stem;
        x = net.ConvNormActivation("features.0", x, 3, channels, kernel: 3, new SiLU(), stride: 2, eps: eps);
        int blocks = 0;
        for (int s = 0; s < stages.Length; s++)
        {
            for (int repeat = 0; repeat < stages[s].Repeats; repeat++)
            {
                Stage stage = repeat == 0 ? stages[s] : stages[s] with { Stride = 1 };
                float drop = 0.2f * blocks++ / stages.Sum(each => each.Repeats);
                x = Block(net, $"features.{s + 1}.{repeat}", x, channels, stage, drop, eps);
                channels = stage.Channels;
            }
        }

        string head = $"features.{stages.Length + 1}";
        x = net.ConvNormActivation(head, x, channels, last, kernel: 1, new SiLU(), eps: eps);
        x = net.Apply("avgpool", new AdaptiveAvgPool2d(1), x);
        x = net.Apply("flatten", new Flatten(), x);
        x = net.Apply("classifier.0", new Dropout(dropout), x);
        net.Linear("classifier.1", x, last, classes);
    }

    private static Node Block(
        NetworkBuilder net, string name, Node x, int inChannels, Stage stage, float drop, float eps)
    {
        Node y = stage.Fused
            ? FusedMBConv(net, $"{name}.block", x, inChannels, stage, eps)
            : MBConv(net, $"{name}.block", x, inChannels, stage, eps);
        if (stage.Stride != 1 || inChannels != stage.Channels)
        {
            return y;
        }

        y = net.Apply($"{name}.stochastic_depth.stochastic_depth", new StochasticDepth(drop), y);
        return net.Apply($"{name}.add", new Add(), y, x);
    }

    private static Node MBConv(NetworkBuilder net, string name, Node x, int inChannels, Stage stage, float eps)
    {
        int expanded = inChannels * stage.Expand;
        int part = 0;
        if (expanded != inChannels)
        {
            x = net.ConvNormActivation(
                $"{name}.{part++}", x, inChannels, expanded, kernel: 1, new SiLU(), eps: eps);
        }

        x = net.ConvNormActivation(
            $"{name}.{part++}", x, expanded, expanded, stage.Kernel, new SiLU(), stage.Stride, expanded, eps);
        x = net.SqueezeExcitation($"{name}.{part++}", x, expanded, inChannels / 4, new SiLU(), new Sigmoid());
        return net.ConvNormActivation(
            $"{name}.{part}", x, expanded, stage.Channels, kernel: 1, activation: null, eps: eps);
    }

    private static Node FusedMBConv(NetworkBuilder net, string name, Node x, int inChannels, Stage stage, float eps)
    {
        int expanded = inChannels * stage.Expand;
        x = net.ConvNormActivation(
            $"{name}.0", x, inChannels, expanded, stage.Kernel, new SiLU(), stage.Stride, eps: eps);
        return expanded == inChannels
            ? x
            : net.ConvNormActivation(
                $"{name}.1", x, expanded, stage.Channels, kernel: 1, activation: null, eps: eps);
    }

    /// <summary>A row of the tables: expansion, kernel, stride of the first repeat, output channels, repeats.</summary>
    private sealed record Stage(int Expand, int Kernel, int Stride, int Channels, int Repeats, bool Fused = false)
    {
        public Stage Scaled(double width, double depth) => this with
        {
            Channels = TorchvisionBlocks.MultipleOf8(Channels * width),
            Repeats = (int)Math.Ceiling(Repeats * depth),
        };
    }
}
