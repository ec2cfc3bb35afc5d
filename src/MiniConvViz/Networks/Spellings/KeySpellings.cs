using System.Globalization;
using System.Text.RegularExpressions;
using MiniConvViz.Formats;

namespace MiniConvViz.Networks.Spellings;

/// <summary>The projects whose names can be translated.</summary>
/// <remarks>
/// Sources: transformers/models/resnet/modeling_resnet.py; github.com/kuangliu/pytorch-cifar (models/resnet.py);
/// mmpretrain/models/backbones (resnet.py, vgg.py, mobilenet_v2.py)
/// </remarks>
internal static class KeySpellings
{
    /// <summary>Stages of MobileNetV2: the number of blocks before each.</summary>
    private static readonly int[] MobileNetStarts = [0, 1, 3, 6, 10, 13, 16];

    private static readonly KeySpelling[] All =
    [
        new(
            "Hugging Face's ResNet",
            Pattern(@"embedder\.embedder\.convolution\."),
            (Pattern(@"(^|\.)embedder\.embedder\.convolution\."), static m => $"{m.Groups[1]}conv1."),
            (Pattern(@"(^|\.)embedder\.embedder\.normalization\."), static m => $"{m.Groups[1]}bn1."),
            (Pattern(@"(^|\.)encoder\.stages\.([0-9])\.layers\.([0-9]{1,3})\.layer\.([0-9])\.convolution\."),
                static m => $"{Block(m)}.conv{Next(m, 4)}."),
            (Pattern(@"(^|\.)encoder\.stages\.([0-9])\.layers\.([0-9]{1,3})\.layer\.([0-9])\.normalization\."),
                static m => $"{Block(m)}.bn{Next(m, 4)}."),
            (Pattern(@"(^|\.)encoder\.stages\.([0-9])\.layers\.([0-9]{1,3})\.shortcut\.convolution\."),
                static m => $"{Block(m)}.downsample.0."),
            (Pattern(@"(^|\.)encoder\.stages\.([0-9])\.layers\.([0-9]{1,3})\.shortcut\.normalization\."),
                static m => $"{Block(m)}.downsample.1.")),
        new(
            "pytorch-cifar's ResNet",
            Pattern(@"\.shortcut\.0\."),
            (Pattern(@"\.shortcut\.([0-9])\."), static m => $".downsample.{m.Groups[1]}."),
            (Pattern(@"(^|\.)linear\.(weight|bias)$"), static m => $"{m.Groups[1]}fc.{m.Groups[2]}")),
        new(
            "mmpretrain's ResNetV1d",
            Pattern(@"(^|\.)stem\.0\.conv\."),
            (Pattern(@"(^|\.)stem\.2\.bn\."), static m => $"{m.Groups[1]}bn1."),
            (Pattern(@"(^|\.)layer1\.0\.downsample\.([01])\."),
                static m => $"{m.Groups[1]}layer1.0.downsample.{Next(m, 2)}."),
            (Pattern(@"(^|\.)stem\.([0-9])\.conv\."), static m => $"{m.Groups[1]}conv1.{3 * Number(m, 2)}."),
            (Pattern(@"(^|\.)stem\.([0-9])\.bn\."), static m => $"{m.Groups[1]}conv1.{(3 * Number(m, 2)) + 1}.")),
        new(
            "mmpretrain's MobileNetV2",
            Pattern(@"(^|\.)layer[0-9]\.[0-9]\.conv\.[0-9]\.conv\."),
            (Pattern(@"(^|\.)layer([1-7])\.([0-9])\.conv\.([0-9])\.(conv|bn)\."), MobileNetBlock),
            (Pattern(@"(^|\.)conv1\.(conv|bn)\."), static m => $"{m.Groups[1]}features.0.{Part(m, 2)}."),
            (Pattern(@"(^|\.)conv2\.(conv|bn)\."), static m => $"{m.Groups[1]}features.18.{Part(m, 2)}.")),
        new("mmpretrain's VGG", Pattern(@"(^|\.)features\.[0-9]{1,3}\.conv\."), VggIndices),
    ];

    /// <summary>The checkpoint under torchvision's names, in each spelling that its names may be in.</summary>
    public static IEnumerable<StateDict> Of(StateDict checkpoint) =>
        All.Select(spelling => spelling.Translate(checkpoint)).OfType<StateDict>();

    /// <summary>
    /// The last convolution of a block and its batch norm are siblings; the others are in a Sequential with theirs.
    /// </summary>
    private static string MobileNetBlock(Match m)
    {
        int stage = Number(m, 2);
        int conv = Number(m, 4);
        string path = $"{m.Groups[1]}features.{MobileNetStarts[stage - 1] + Number(m, 3) + 1}.conv";
        int last = stage == 1 ? 1 : 2;
        return conv == last ? $"{path}.{conv + Part(m, 5)}." : $"{path}.{conv}.{Part(m, 5)}.";
    }

    /// <summary>
    /// mmpretrain counts a convolution with its batch norm and activation as one, torchvision as two or three.
    /// </summary>
    private static Func<string, string> VggIndices(IReadOnlyList<string> names)
    {
        Regex module = Pattern(@"(^|\.)features\.([0-9]{1,3})\.(conv|bn)\.");
        HashSet<int> convolutions = [];
        bool hasNorm = false;
        foreach (Match match in names.Select(name => module.Match(name)).Where(match => match.Success))
        {
            hasNorm |= match.Groups[3].Value == "bn";
            convolutions.Add(Number(match, 2));
        }

        return name => module.Replace(name, match =>
        {
            int index = Number(match, 2);
            int before = convolutions.Count(other => other < index);
            int place = (before * (hasNorm ? 3 : 2)) + (index - before) + Part(match, 3);
            return $"{match.Groups[1]}features.{place}.";
        });
    }

    private static string Block(Match m) => $"{m.Groups[1]}layer{Next(m, 2)}.{m.Groups[3]}";

    /// <summary>0 for a convolution, 1 for its batch norm.</summary>
    private static int Part(Match m, int group) => m.Groups[group].Value == "conv" ? 0 : 1;

    private static int Next(Match m, int group) => Number(m, group) + 1;

    private static int Number(Match m, int group) => int.Parse(m.Groups[group].Value, CultureInfo.InvariantCulture);

    private static Regex Pattern(string text) =>
        new(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}
