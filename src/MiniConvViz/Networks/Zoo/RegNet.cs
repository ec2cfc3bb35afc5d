using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Zoo;

/// <summary>
/// The RegNet family: residual bottlenecks whose widths and depths follow a rule found by searching over thousands of
/// networks; the Y networks add squeeze-and-excitation.
/// <code>
/// x ─┬─ a: 1x1 ─ b: 3x3, grouped ─ (se) ─ c: 1x1 ─ add ─ relu
///    └────────────── proj: 1x1 where sizes differ ─┘
/// </code>
/// </summary>
/// <remarks>Radosavovic et al. 2020, https://arxiv.org/abs/2003.13678; torchvision/models/regnet.py</remarks>
internal static class RegNet
{
    /// <summary>
    /// The paper's figures 14 and 15: depth and width of each stage, and the channels of a group of the 3x3 (at most
    /// the width of the stage).
    /// </summary>
    private static readonly Configuration[] Configurations =
    [
        new("regnet_x_400mf", [1, 2, 7, 12], [32, 64, 160, 400], 16),
        new("regnet_x_800mf", [1, 3, 7, 5], [64, 128, 288, 672], 16),
        new("regnet_x_1_6gf", [2, 4, 10, 2], [72, 168, 408, 912], 24),
        new("regnet_x_3_2gf", [2, 6, 15, 2], [96, 192, 432, 1008], 48),
        new("regnet_x_8gf", [2, 5, 15, 1], [80, 240, 720, 1920], 120),
        new("regnet_x_16gf", [2, 6, 13, 1], [256, 512, 896, 2048], 128),
        new("regnet_x_32gf", [2, 7, 13, 1], [336, 672, 1344, 2520], 168),
        new("regnet_y_400mf", [1, 3, 6, 6], [48, 104, 208, 440], 8),
        new("regnet_y_800mf", [1, 3, 8, 2], [64, 144, 320, 784], 16),
        new("regnet_y_1_6gf", [2, 6, 17, 2], [48, 120, 336, 888], 24),
        new("regnet_y_3_2gf", [2, 5, 13, 1], [72, 216, 576, 1512], 24),
        new("regnet_y_8gf", [2, 4, 10, 1], [224, 448, 896, 2016], 56),
        new("regnet_y_16gf", [2, 4, 11, 1], [224, 448, 1232, 3024], 112),
        new("regnet_y_32gf", [2, 5, 12, 1], [232, 696, 1392, 3712], 232),
        new("regnet_y_128gf", [2, 7, 17, 1], [528, 1056, 2904, 7392], 264),
    ];

    public static IEnumerable<Architecture> All => Configurations.Select(configuration => new Architecture(
        Card(configuration.Name),
        "fc.weight",
        (net, x, classes) => Describe(net, x, classes, configuration)));

    /// <summary>
    /// The largest has only weights for 384x384. (Its images were resized bicubically; here every
    /// image is resized bilinearly.)
    /// </summary>
    private static ModelCard Card(string name) =>
        name == "regnet_y_128gf" ? ImageNetClasses.Card(name, resize: 384, crop: 384) : ImageNetClasses.Card(name);

    private static void Describe(NetworkBuilder net, Node x, int classes, Configuration configuration)
    {
        int channels = 32;
        x = net.ConvNormActivation("stem", x, 3, channels, kernel: 3, new ReLU(), stride: 2);
        for (int stage = 0; stage < 4; stage++)
        {
            for (int block = 0; block < configuration.Depths[stage]; block++)
            {
                string name = $"trunk_output.block{stage + 1}.block{stage + 1}-{block}";
                int width = configuration.Widths[stage];
                x = Block(net, name, x, channels, width, stride: block == 0 ? 2 : 1, configuration);
                channels = width;
            }
        }

        x = net.Apply("avgpool", new AdaptiveAvgPool2d(1), x);
        x = net.Apply("flatten", new Flatten(), x);
        net.Linear("fc", x, channels, classes);
    }

    private static Node Block(
        NetworkBuilder net, string name, Node x, int inChannels, int width, int stride, Configuration configuration)
    {
        Node shortcut = stride == 1 && inChannels == width
            ? x
            : net.ConvNormActivation($"{name}.proj", x, inChannels, width, kernel: 1, activation: null, stride);
        int groups = width / Math.Min(configuration.GroupWidth, width);
        Node y = net.ConvNormActivation($"{name}.f.a", x, inChannels, width, kernel: 1, new ReLU());
        y = net.ConvNormActivation($"{name}.f.b", y, width, width, kernel: 3, new ReLU(), stride, groups);
        if (configuration.SqueezeExcitation)
        {
            y = net.SqueezeExcitation($"{name}.f.se", y, width, inChannels / 4, new ReLU(), new Sigmoid());
        }

        y = net.ConvNormActivation($"{name}.f.c", y, width, width, kernel: 1, activation: null);
        Node sum = net.Apply($"{name}.add", new Add(), shortcut, y);
        return net.Apply($"{name}.activation", new ReLU(), sum);
    }

    private sealed record Configuration(string Name, int[] Depths, int[] Widths, int GroupWidth)
    {
        /// <summary>The difference between X and Y.</summary>
        public bool SqueezeExcitation => Name.StartsWith("regnet_y", StringComparison.Ordinal);
    }
}
