namespace MiniConvViz.Networks.Zoo;

/// <summary>The tables of MobileNetV2, MobileNetV3 and EfficientNet, a list of blocks per stage.</summary>
/// <remarks>
/// Sandler et al. 2018, https://arxiv.org/abs/1801.04381; Howard et al. 2019, https://arxiv.org/abs/1905.02244; Tan and
/// Le 2019, https://arxiv.org/abs/1905.11946
/// </remarks>
internal static class MobileTables
{
    /// <summary>Expansion, kernel, stride of the first repeat, output channels, repeats.</summary>
    private static readonly (int Expand, int Kernel, int Stride, int Channels, int Repeats)[] B0 =
    [
        (1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4),
        (6, 3, 1, 320, 1),
    ];

    /// <summary>EfficientNet's sizes.</summary>
    public static IReadOnlyList<Size> Sizes { get; } =
    [
        new("b0", 1.0, 1.0, 224), new("b1", 1.0, 1.1, 240), new("b2", 1.1, 1.2, 260), new("b3", 1.2, 1.4, 300),
        new("b4", 1.4, 1.8, 380), new("b5", 1.6, 2.2, 456), new("b6", 1.8, 2.6, 528), new("b7", 2.0, 3.1, 600),
    ];

    public static IReadOnlyList<IReadOnlyList<MobileBlock>> V2 { get; } = Stages(
        32,
        0,
        (1, 3, 1, 16, 1),
        (6, 3, 2, 24, 2),
        (6, 3, 2, 32, 3),
        (6, 3, 2, 64, 4),
        (6, 3, 1, 96, 3),
        (6, 3, 2, 160, 3),
        (6, 3, 1, 320, 1));

    public static IReadOnlyList<IReadOnlyList<MobileBlock>> V3Large { get; } =
    [
        [new(3, 16, 16, 1)],
        [new(3, 64, 24, 2), new(3, 72, 24, 1)],
        [new(5, 72, 40, 2, 24), new(5, 120, 40, 1, 32), new(5, 120, 40, 1, 32)],
        [
            new(3, 240, 80, 2, 0, true), new(3, 200, 80, 1, 0, true), new(3, 184, 80, 1, 0, true),
            new(3, 184, 80, 1, 0, true),
        ],
        [new(3, 480, 112, 1, 120, true), new(3, 672, 112, 1, 168, true)],
        [new(5, 672, 160, 2, 168, true), new(5, 960, 160, 1, 240, true), new(5, 960, 160, 1, 240, true)],
    ];

    public static IReadOnlyList<IReadOnlyList<MobileBlock>> V3Small { get; } =
    [
        [new(3, 16, 16, 2, 8)],
        [new(3, 72, 24, 2), new(3, 88, 24, 1)],
        [new(5, 96, 40, 2, 24, true), new(5, 240, 40, 1, 64, true), new(5, 240, 40, 1, 64, true)],
        [new(5, 120, 48, 1, 32, true), new(5, 144, 48, 1, 40, true)],
        [new(5, 288, 96, 2, 72, true), new(5, 576, 96, 1, 144, true), new(5, 576, 96, 1, 144, true)],
    ];

    /// <summary>EfficientNet in one of its sizes; squeeze-and-excitation has a quarter of a block's input.</summary>
    public static IReadOnlyList<IReadOnlyList<MobileBlock>> EfficientNet(Size size) => Stages(
        TorchvisionBlocks.MultipleOf8(32 * size.Width),
        4,
        [
            .. B0.Select(row => (
                row.Expand,
                row.Kernel,
                row.Stride,
                TorchvisionBlocks.MultipleOf8(row.Channels * size.Width),
                (int)Math.Ceiling(row.Repeats * size.Depth))),
        ]);

    private static List<List<MobileBlock>> Stages(
        int channels, int squeeze, params (int Expand, int Kernel, int Stride, int Channels, int Repeats)[] rows)
    {
        List<List<MobileBlock>> stages = [];
        foreach ((int expand, int kernel, int stride, int outChannels, int repeats) in rows)
        {
            List<MobileBlock> stage = [];
            for (int repeat = 0; repeat < repeats; repeat++)
            {
                int squeezed = squeeze == 0 ? 0 : channels / squeeze;
                stage.Add(new(kernel, expand * channels, outChannels, repeat == 0 ? stride : 1, squeezed));
                channels = outChannels;
            }

            stages.Add(stage);
        }

        return stages;
    }

    /// <summary>Name, factors of width and depth, height and width of the images.</summary>
    internal sealed record Size(string Name, double Width, double Depth, int Crop);
}
