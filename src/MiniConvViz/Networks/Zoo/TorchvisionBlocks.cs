using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Zoo;

/// <summary>The common blocks of torchvision's networks, with the names in its modules.</summary>
/// <remarks>torchvision/ops/misc.py; torchvision/models/inception.py and googlenet.py</remarks>
internal static class TorchvisionBlocks
{
    /// <summary>
    /// A convolution that keeps the size at stride 1, batch norm, and an activation if there is one:
    /// <c>NAME.0</c>, <c>NAME.1</c>, <c>NAME.2</c>.
    /// </summary>
    public static Node ConvNormActivation(
        this NetworkBuilder net,
        string name,
        Node x,
        int inChannels,
        int outChannels,
        int kernel,
        Operator? activation,
        int stride = 1,
        int groups = 1,
        float eps = 1e-5f)
    {
        int padding = (kernel - 1) / 2;
        x = net.Conv2d($"{name}.0", x, inChannels, outChannels, kernel, stride, padding, groups: groups, bias: false);
        x = net.BatchNorm2d($"{name}.1", x, outChannels, eps);
        return activation is null ? x : net.Apply($"{name}.2", activation, x);
    }

    /// <summary>
    /// Squeeze and excitation: every channel is multiplied by a factor that a small network computes from all channels'
    /// means.
    /// <code>
    /// x ─┬─ avgpool ─ fc1 ─ activation ─ fc2 ─ scale_activation ─┐
    ///    └───────────────────────────────────────────────────── mul
    /// </code>
    /// </summary>
    /// <remarks>Hu et al. 2017, https://arxiv.org/abs/1709.01507</remarks>
    public static Node SqueezeExcitation(
        this NetworkBuilder net, string name, Node x, int channels, int squeezed, Operator activation, Operator scale)
    {
        Node factor = net.Apply($"{name}.avgpool", new AdaptiveAvgPool2d(1), x);
        factor = net.Conv2d($"{name}.fc1", factor, channels, squeezed, kernel: 1);
        factor = net.Apply($"{name}.activation", activation, factor);
        factor = net.Conv2d($"{name}.fc2", factor, squeezed, channels, kernel: 1);
        factor = net.Apply($"{name}.scale_activation", scale, factor);
        return net.Apply($"{name}.mul", new Mul(), factor, x);
    }

    /// <summary>Convolution, batch norm with the Inception papers' epsilon, ReLU.</summary>
    public static Node BasicConv2d(
        this NetworkBuilder net,
        string name,
        Node x,
        int inChannels,
        int outChannels,
        Extent2d kernel,
        int stride = 1,
        Extent2d padding = default)
    {
        x = net.Conv2d($"{name}.conv", x, inChannels, outChannels, kernel, stride, padding, bias: false);
        x = net.BatchNorm2d($"{name}.bn", x, outChannels, eps: 1e-3f);
        return net.Apply($"{name}.relu", new ReLU(), x);
    }

    /// <summary>
    /// The multiple of 8 nearest to a scaled number of channels, unless that loses more than a tenth of them.
    /// </summary>
    /// <remarks>torchvision/models/_utils.py, _make_divisible</remarks>
    public static int MultipleOf8(double channels)
    {
        int rounded = Math.Max(8, (int)(channels + 4) / 8 * 8);
        return rounded < 0.9 * channels ? rounded + 8 : rounded;
    }
}
