namespace MiniConvViz.Networks.Zoo;

/// <summary>
/// The names of two projects for the parts of the same network: timm counts blocks by stage, EfficientNet-PyTorch all
/// of them.
/// </summary>
/// <param name="Stem">The first convolution.</param>
/// <param name="StemNorm">Its batch norm.</param>
/// <param name="Head">The last convolution.</param>
/// <param name="HeadNorm">Its batch norm.</param>
/// <param name="Classifier">The last layer.</param>
/// <param name="Block">A block's module: by stage, index in the stage, and index among all.</param>
/// <param name="Parts">The parts of a block that expands: three convolutions, each with its batch norm.</param>
/// <param name="PartsWithoutExpansion">The parts of a block that does not, from its depthwise convolution on.</param>
/// <param name="Squeeze">The two convolutions of squeeze-and-excitation.</param>
internal sealed record MobileNames(
    string Stem,
    string StemNorm,
    string Head,
    string HeadNorm,
    string Classifier,
    Func<int, int, int, string> Block,
    IReadOnlyList<string> Parts,
    IReadOnlyList<string> PartsWithoutExpansion,
    IReadOnlyList<string> Squeeze)
{
    public static MobileNames Timm { get; } = new(
        "conv_stem",
        "bn1",
        "conv_head",
        "bn2",
        "classifier",
        static (stage, place, _) => $"blocks.{stage}.{place}",
        ["conv_pw", "bn1", "conv_dw", "bn2", "conv_pwl", "bn3"],
        ["conv_dw", "bn1", "conv_pw", "bn2"],
        ["se.conv_reduce", "se.conv_expand"]);

    public static MobileNames EfficientNetPyTorch { get; } = new(
        "_conv_stem",
        "_bn0",
        "_conv_head",
        "_bn1",
        "_fc",
        static (_, _, index) => $"_blocks.{index}",
        ["_expand_conv", "_bn0", "_depthwise_conv", "_bn1", "_project_conv", "_bn2"],
        ["_depthwise_conv", "_bn1", "_project_conv", "_bn2"],
        ["_se_reduce", "_se_expand"]);
}
