using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Zoo;

/// <summary>
/// MobileNetV2, MobileNetV3 and EfficientNet as in timm and EfficientNet-PyTorch: torchvision's networks under other
/// names, and those that were converted from TensorFlow (<c>tf_</c>, and all of EfficientNet-PyTorch), whose padding
/// depends on the image's size and whose batch norms have another epsilon.
/// <code>x ─ 1x1 expand ─ depthwise ─ squeeze-excitation ─ 1x1 project ─ add x where sizes allow</code>
/// </summary>
/// <remarks>
/// Sources: timm/models/efficientnet.py, mobilenetv3.py and _efficientnet_blocks.py;
/// github.com/lukemelas/EfficientNet-PyTorch (model.py, utils.py)
/// </remarks>
internal static class ScaledMobileNet
{
    private const float TensorFlowEps = 1e-3f;

    public static IEnumerable<Architecture> All =>
    [
        .. MobileTables.Sizes.Select(size => EfficientNet(size, "timm_", MobileNames.Timm, 1e-5f, isSame: false)),
        .. MobileTables.Sizes.Select(size => EfficientNet(size, "tf_", MobileNames.Timm, TensorFlowEps, isSame: true)),
        .. MobileTables.Sizes.Select(size => EfficientNet(
            size, "lukemelas_", MobileNames.EfficientNetPyTorch, TensorFlowEps, isSame: true)),
        New("mobilenetv2_100", new(MobileNames.Timm, 32, MobileTables.V2, 1280, new ReLU6(), 1e-5f)),
        MobileNetV3("mobilenetv3_small_100", MobileTables.V3Small, 1024, 1e-5f, isSame: false),
        MobileNetV3("mobilenetv3_large_100", MobileTables.V3Large, 1280, 1e-5f, isSame: false),
        MobileNetV3("tf_mobilenetv3_small_100", MobileTables.V3Small, 1024, TensorFlowEps, isSame: true),
        MobileNetV3("tf_mobilenetv3_large_100", MobileTables.V3Large, 1280, TensorFlowEps, isSame: true),
    ];

    private static Architecture EfficientNet(
        MobileTables.Size size, string prefix, MobileNames names, float eps, bool isSame) => New(
            $"{prefix}efficientnet_{size.Name}",
            new MobileSettings(
                names,
                TorchvisionBlocks.MultipleOf8(32 * size.Width),
                MobileTables.EfficientNet(size),
                TorchvisionBlocks.MultipleOf8(1280 * size.Width),
                new SiLU(),
                eps,
                isSame),
            size.Crop);

    private static Architecture MobileNetV3(
        string name, IReadOnlyList<IReadOnlyList<MobileBlock>> stages, int head, float eps, bool isSame) =>
        New(name, new(MobileNames.Timm, 16, stages, head, new Hardswish(), eps, isSame));

    private static Architecture New(string name, MobileSettings settings, int crop = 224) => new(
        ImageNetClasses.Card(name, Math.Max(256, crop * 8 / 7), crop),
        $"{settings.Names.Classifier}.weight",
        (net, x, classes) => Describe(net, x, classes, settings));

    private static void Describe(NetworkBuilder net, Node x, int classes, MobileSettings settings)
    {
        MobileNames names = settings.Names;
        x = Conv(net, names.Stem, names.StemNorm, x, 3, settings.Stem, 3, settings, settings.Activation, stride: 2);
        int channels = settings.Stem;
        int index = 0;
        for (int stage = 0; stage < settings.Stages.Count; stage++)
        {
            for (int place = 0; place < settings.Stages[stage].Count; place++)
            {
                MobileBlock block = settings.Stages[stage][place];
                x = InvertedResidual(net, names.Block(stage, place, index++), x, channels, block, settings);
                channels = block.Channels;
            }
        }

        if (settings.PoolsBeforeHead)
        {
            string last = names.Block(settings.Stages.Count, 0, index);
            int wide = settings.Stages[^1][^1].Expanded;
            x = Conv(net, $"{last}.conv", $"{last}.bn1", x, channels, wide, 1, settings, settings.Activation);
            x = net.Apply("global_pool", new AdaptiveAvgPool2d(1), x);
            x = net.Conv2d(names.Head, x, wide, settings.Head, kernel: 1);
            x = net.Apply("act2", settings.Activation, x);
        }
        else
        {
            x = Conv(net, names.Head, names.HeadNorm, x, channels, settings.Head, 1, settings, settings.Activation);
            x = net.Apply("global_pool", new AdaptiveAvgPool2d(1), x);
        }

        x = net.Apply("flatten", new Flatten(), x);
        net.Linear(names.Classifier, x, settings.Head, classes);
    }

    private static Node InvertedResidual(
        NetworkBuilder net, string name, Node x, int inChannels, MobileBlock block, MobileSettings settings)
    {
        Node y = x;
        Operator activation = settings.ActivationOf(block);
        bool expands = block.Expanded != inChannels;
        IReadOnlyList<string> parts = expands ? settings.Names.Parts : settings.Names.PartsWithoutExpansion;
        int part = 0;
        if (expands)
        {
            y = Next(y, inChannels, block.Expanded, kernel: 1, activation);
        }

        y = Next(y, block.Expanded, block.Expanded, block.Kernel, activation, block.Stride, block.Expanded);
        y = block.Squeezed > 0 ? SqueezeExcitation(net, name, y, block, settings) : y;
        y = Next(y, block.Expanded, block.Channels, kernel: 1, activation: null);
        return block.Stride == 1 && inChannels == block.Channels ? net.Apply($"{name}.add", new Add(), y, x) : y;

        Node Next(Node input, int from, int to, int kernel, Operator? activation, int stride = 1, int groups = 1)
        {
            (string conv, string norm) = ($"{name}.{parts[part]}", $"{name}.{parts[part + 1]}");
            part += 2;
            return Conv(net, conv, norm, input, from, to, kernel, settings, activation, stride, groups);
        }
    }

    private static Node SqueezeExcitation(
        NetworkBuilder net, string name, Node x, MobileBlock block, MobileSettings settings)
    {
        Operator gate = settings.PoolsBeforeHead ? new Hardsigmoid() : new Sigmoid();
        Operator activation = settings.PoolsBeforeHead ? new ReLU() : settings.Activation;
        string reduce = $"{name}.{settings.Names.Squeeze[0]}";
        string expand = $"{name}.{settings.Names.Squeeze[1]}";
        Node factor = net.Apply($"{name}.se.mean", new AdaptiveAvgPool2d(1), x);
        factor = net.Conv2d(reduce, factor, block.Expanded, block.Squeezed, kernel: 1);
        factor = net.Apply($"{name}.se.act1", activation, factor);
        factor = net.Conv2d(expand, factor, block.Squeezed, block.Expanded, kernel: 1);
        factor = net.Apply($"{name}.se.gate", gate, factor);
        return net.Apply($"{name}.se.mul", new Mul(), x, factor);
    }

    private static Node Conv(
        NetworkBuilder net,
        string conv,
        string norm,
        Node x,
        int inChannels,
        int outChannels,
        int kernel,
        MobileSettings settings,
        Operator? activation,
        int stride = 1,
        int groups = 1)
    {
        Padding2d padding = settings.PaddingOf(kernel);
        x = net.Conv2d(conv, x, inChannels, outChannels, kernel, stride, padding, groups: groups, bias: false);
        x = net.BatchNorm2d(norm, x, outChannels, settings.Eps);
        return activation is null ? x : net.Apply($"{norm}.act", activation, x);
    }
}
