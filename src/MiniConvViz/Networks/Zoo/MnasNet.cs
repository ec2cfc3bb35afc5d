using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Zoo;

/// <summary>
/// MNASNet (variant B1): MobileNetV2's inverted residuals with kernels, expansions and repeats found by an architecture
/// search for speed on a phone.
/// <code>x ─ 1x1 expand ─ bn ─ relu ─ depthwise ─ bn ─ relu ─ 1x1 project ─ bn ─ add x where sizes allow</code>
/// </summary>
/// <remarks>Tan et al. 2018, https://arxiv.org/abs/1807.11626; torchvision/models/mnasnet.py</remarks>
internal static class MnasNet
{
    /// <summary>The paper's figure 7: channels, kernel, stride of the first repeat, expansion, repeats.</summary>
    private static readonly (int Channels, int Kernel, int Stride, int Expand, int Repeats)[] Stacks =
    [
        (24, 3, 2, 3, 3), (40, 5, 2, 3, 3), (80, 5, 2, 6, 3), (96, 3, 1, 6, 2), (192, 5, 2, 6, 4), (320, 3, 1, 6, 1),
    ];

    public static IEnumerable<Architecture> All =>
    [
        New("mnasnet0_5", 0.5), New("mnasnet0_75", 0.75, resize: 232), New("mnasnet1_0", 1.0),
        New("mnasnet1_3", 1.3, resize: 232),
    ];

    private static Architecture New(string name, double width, int resize = 256) => new(
        ImageNetClasses.Card(name, resize),
        "classifier.1.weight",
        (net, x, classes) => Describe(net, x, classes, width));

    private static void Describe(NetworkBuilder net, Node x, int classes, double width)
    {
        int stem = TorchvisionBlocks.MultipleOf8(32 * width);
        int channels = TorchvisionBlocks.MultipleOf8(16 * width);
        x = ConvNormReLU(net, "layers", 0, x, 3, stem, kernel: 3, stride: 2);
        x = ConvNormReLU(net, "layers", 3, x, stem, stem, kernel: 3, groups: stem);
        x = ConvNorm(net, "layers", 6, x, stem, channels, kernel: 1);
        for (int stack = 0; stack < Stacks.Length; stack++)
        {
            (int nominal, int kernel, int firstStride, int expand, int repeats) = Stacks[stack];
            int outChannels = TorchvisionBlocks.MultipleOf8(nominal * width);
            for (int repeat = 0; repeat < repeats; repeat++)
            {
                string name = $"layers.{8 + stack}.{repeat}";
                int stride = repeat == 0 ? firstStride : 1;
                x = InvertedResidual(net, name, x, channels, outChannels, kernel, stride, expand);
                channels = outChannels;
            }
        }

        x = ConvNormReLU(net, "layers", 14, x, channels, 1280, kernel: 1);
        x = net.Apply("mean", new Mean([2, 3]), x);
        x = net.Apply("classifier.0", new Dropout(0.2f), x);
        net.Linear("classifier.1", x, 1280, classes);
    }

    private static Node InvertedResidual(
        NetworkBuilder net, string name, Node x, int inChannels, int outChannels, int kernel, int stride, int expand)
    {
        int hidden = inChannels * expand;
        Node y = ConvNormReLU(net, $"{name}.layers", 0, x, inChannels, hidden, kernel: 1);
        y = ConvNormReLU(net, $"{name}.layers", 3, y, hidden, hidden, kernel, stride, groups: hidden);
        y = ConvNorm(net, $"{name}.layers", 6, y, hidden, outChannels, kernel: 1);
        return stride == 1 && inChannels == outChannels ? net.Apply($"{name}.add", new Add(), y, x) : y;
    }

    private static Node ConvNormReLU(
        NetworkBuilder net,
        string name,
        int index,
        Node x,
        int inChannels,
        int outChannels,
        int kernel,
        int stride = 1,
        int groups = 1)
    {
        x = ConvNorm(net, name, index, x, inChannels, outChannels, kernel, stride, groups);
        return net.Apply($"{name}.{index + 2}", new ReLU(), x);
    }

    /// <summary>Two layers of a flat sequence: <c>NAME.index</c> and the one after it.</summary>
    private static Node ConvNorm(
        NetworkBuilder net,
        string name,
        int index,
        Node x,
        int inChannels,
        int outChannels,
        int kernel,
        int stride = 1,
        int groups = 1)
    {
        x = net.Conv2d(
            $"{name}.{index}", x, inChannels, outChannels, kernel, stride, kernel / 2, groups: groups, bias: false);
        return net.BatchNorm2d($"{name}.{index + 1}", x, outChannels);
    }
}
