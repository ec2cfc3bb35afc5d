using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Zoo;

/// <summary>
/// SqueezeNet: fire modules squeeze the channels with 1x1 filters, then expand them with 1x1 and 3x3 filters in
/// parallel.
/// <code>
/// x ─ squeeze 1x1 ─ relu ┬─ expand1x1 ─ relu ─┬─ cat
///                        └─ expand3x3 ─ relu ─┘
/// </code>
/// </summary>
/// <remarks>Iandola et al. 2016, https://arxiv.org/abs/1602.07360; torchvision/models/squeezenet.py</remarks>
internal static class SqueezeNet
{
    public static IEnumerable<Architecture> All =>
    [
        new(ImageNetClasses.Card("squeezenet1_0"), "classifier.1.weight", Describe1_0),
        new(ImageNetClasses.Card("squeezenet1_1"), "classifier.1.weight", Describe1_1),
    ];

    private static void Describe1_0(NetworkBuilder net, Node x, int classes)
    {
        x = net.Conv2d("features.0", x, 3, 96, kernel: 7, stride: 2);
        x = net.Apply("features.1", new ReLU(), x);
        x = Pool(net, "features.2", x);
        x = Fire(net, "features.3", x, 96, squeeze: 16, expand: 64);
        x = Fire(net, "features.4", x, 128, squeeze: 16, expand: 64);
        x = Fire(net, "features.5", x, 128, squeeze: 32, expand: 128);
        x = Pool(net, "features.6", x);
        x = Fire(net, "features.7", x, 256, squeeze: 32, expand: 128);
        x = Fire(net, "features.8", x, 256, squeeze: 48, expand: 192);
        x = Fire(net, "features.9", x, 384, squeeze: 48, expand: 192);
        x = Fire(net, "features.10", x, 384, squeeze: 64, expand: 256);
        x = Pool(net, "features.11", x);
        x = Fire(net, "features.12", x, 512, squeeze: 64, expand: 256);
        Classify(net, x, classes);
    }

    private static void Describe1_1(NetworkBuilder net, Node x, int classes)
    {
        x = net.Conv2d("features.0", x, 3, 64, kernel: 3, stride: 2);
        x = net.Apply("features.1", new ReLU(), x);
        x = Pool(net, "features.2", x);
        x = Fire(net, "features.3", x, 64, squeeze: 16, expand: 64);
        x = Fire(net, "features.4", x, 128, squeeze: 16, expand: 64);
        x = Pool(net, "features.5", x);
        x = Fire(net, "features.6", x, 128, squeeze: 32, expand: 128);
        x = Fire(net, "features.7", x, 256, squeeze: 32, expand: 128);
        x = Pool(net, "features.8", x);
        x = Fire(net, "features.9", x, 256, squeeze: 48, expand: 192);
        x = Fire(net, "features.10", x, 384, squeeze: 48, expand: 192);
        x = Fire(net, "features.11", x, 384, squeeze: 64, expand: 256);
        x = Fire(net, "features.12", x, 512, squeeze: 64, expand: 256);
        Classify(net, x, classes);
    }

    private static Node Pool(NetworkBuilder net, string name, Node x) =>
        net.Apply(name, new MaxPool2d(3, stride: 2, ceilMode: true), x);

    private static Node Fire(NetworkBuilder net, string name, Node x, int inChannels, int squeeze, int expand)
    {
        Node s = net.Conv2d($"{name}.squeeze", x, inChannels, squeeze, kernel: 1);
        s = net.Apply($"{name}.squeeze_activation", new ReLU(), s);
        Node narrow = net.Conv2d($"{name}.expand1x1", s, squeeze, expand, kernel: 1);
        narrow = net.Apply($"{name}.expand1x1_activation", new ReLU(), narrow);
        Node wide = net.Conv2d($"{name}.expand3x3", s, squeeze, expand, kernel: 3, padding: 1);
        wide = net.Apply($"{name}.expand3x3_activation", new ReLU(), wide);
        return net.Apply($"{name}.cat", new Concat(), narrow, wide);
    }

    private static void Classify(NetworkBuilder net, Node x, int classes)
    {
        x = net.Apply("classifier.0", new Dropout(), x);
        x = net.Conv2d("classifier.1", x, 512, classes, kernel: 1);
        x = net.Apply("classifier.2", new ReLU(), x);
        x = net.Apply("classifier.3", new AdaptiveAvgPool2d(1), x);
        net.Apply("flatten", new Flatten(), x);
    }
}
