using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Zoo;

/// <summary>
/// The ConvNeXt family: a residual network with design choices of vision transformers: large depthwise filters, one
/// layer norm, and a small network that is applied to every pixel separately.
/// <code>
/// x ─┬─ 7x7 depthwise ─ norm ─ linear (4 times as wide) ─ gelu ─ linear ─ layer scale ─ stochastic depth ─ add
///    └──────────────────────────────────────────────────────────────────────────────────────────────────────┘
/// </code>
/// Norm and linear layers compute along the last axis, so the channels are moved there and back (<c>permute</c>).
/// </summary>
/// <remarks>Liu et al. 2022, https://arxiv.org/abs/2201.03545; torchvision/models/convnext.py</remarks>
internal static class ConvNeXt
{
    private const float Eps = 1e-6f;

    /// <summary>Channels of the first stage (every stage doubles them), blocks per stage, last drop rate.</summary>
    private static readonly (string Name, int Channels, int[] Blocks, float Drop, int Resize)[] Configurations =
    [
        ("convnext_tiny", 96, [3, 3, 9, 3], 0.1f, 236),
        ("convnext_small", 96, [3, 3, 27, 3], 0.4f, 230),
        ("convnext_base", 128, [3, 3, 27, 3], 0.5f, 232),
        ("convnext_large", 192, [3, 3, 27, 3], 0.5f, 232),
    ];

    public static IEnumerable<Architecture> All => Configurations.Select(configuration => new Architecture(
        ImageNetClasses.Card(configuration.Name, configuration.Resize),
        "classifier.2.weight",
        (net, x, classes) =>
            Describe(net, x, classes, configuration.Channels, configuration.Blocks, configuration.Drop)));

    private static void Describe(NetworkBuilder net, Node x, int classes, int channels, int[] blocks, float drop)
    {
        x = net.Conv2d("features.0.0", x, 3, channels, kernel: 4, stride: 4);
        x = Norm2d(net, "features.0.1", x, channels);
        int count = 0;
        for (int stage = 0; stage < blocks.Length; stage++)
        {
            if (stage > 0)
            {
                x = Norm2d(net, $"features.{2 * stage}.0", x, channels);
                x = net.Conv2d($"features.{2 * stage}.1", x, channels, 2 * channels, kernel: 2, stride: 2);
                channels *= 2;
            }

            for (int block = 0; block < blocks[stage]; block++)
            {
                float probability = drop * count++ / (blocks.Sum() - 1);
                x = Block(net, $"features.{(2 * stage) + 1}.{block}", x, channels, probability);
            }
        }

        x = net.Apply("avgpool", new AdaptiveAvgPool2d(1), x);
        x = Norm2d(net, "classifier.0", x, channels);
        x = net.Apply("classifier.1", new Flatten(), x);
        net.Linear("classifier.2", x, channels, classes);
    }

    private static Node Block(NetworkBuilder net, string name, Node x, int channels, float drop)
    {
        Node scale = net.LearnedConstant(name, "layer_scale", [channels, 1, 1]);
        Node y = net.Conv2d(
            $"{name}.block.0", x, channels, channels, kernel: 7, padding: 3, groups: channels);
        y = net.Apply($"{name}.block.1.permute", new Permute([0, 2, 3, 1]), y);
        y = net.LayerNorm($"{name}.block.2", y, [channels], Eps);
        y = net.Linear($"{name}.block.3", y, channels, 4 * channels);
        y = net.Apply($"{name}.block.4", new GELU(), y);
        y = net.Linear($"{name}.block.5", y, 4 * channels, channels);
        y = net.Apply($"{name}.block.6.permute", new Permute([0, 3, 1, 2]), y);
        y = net.Apply($"{name}.mul", new Mul(), scale, y);
        y = net.Apply($"{name}.stochastic_depth.stochastic_depth", new StochasticDepth(drop), y);
        return net.Apply($"{name}.add", new Add(), y, x);
    }

    /// <summary>torchvision's LayerNorm2d: channels are moved to the end, normalised there, and moved back.</summary>
    private static Node Norm2d(NetworkBuilder net, string name, Node x, int channels)
    {
        x = net.Apply($"{name}.permute", new Permute([0, 2, 3, 1]), x);
        x = net.LayerNorm(name, x, [channels], Eps, node: $"{name}.layer_norm");
        return net.Apply($"{name}.permute", new Permute([0, 3, 1, 2]), x);
    }
}
