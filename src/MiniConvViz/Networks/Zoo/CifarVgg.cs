using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Zoo;

/// <summary>
/// VGG for 32x32 images: the same convolutions, whose output is a single pixel of 512 channels, and one linear
/// layer (<c>classifier</c>) or three of 512 (<c>classifier.0</c>, <c>.3</c>, <c>.6</c>; names end in <c>_mlp</c>).
/// </summary>
/// <remarks>
/// Simonyan and Zisserman 2014, https://arxiv.org/abs/1409.1556; github.com/kuangliu/pytorch-cifar (models/vgg.py),
/// github.com/chenyaofo/pytorch-cifar-models
/// </remarks>
internal static class CifarVgg
{
    private const int Features = 512;

    public static IEnumerable<Architecture> All =>
        from configuration in Vgg.Configurations
        from batchNorm in new[] { false, true }
        from isDeep in new[] { false, true }
        select new Architecture(
            CifarClasses.Card($"cifar_{configuration.Name}{(batchNorm ? "_bn" : "")}{(isDeep ? "_mlp" : "")}"),
            isDeep ? "classifier.6.weight" : "classifier.weight",
            (net, x, classes) => Describe(net, x, classes, configuration.Layers, batchNorm, isDeep))
        {
            Classes = CifarClasses.Count,
            Assumption = CifarClasses.Assumption,
        };

    private static void Describe(NetworkBuilder net, Node x, int classes, int[] layers, bool batchNorm, bool isDeep)
    {
        x = Vgg.DescribeFeatures(net, x, layers, batchNorm);
        x = net.Apply("flatten", new Flatten(), x);
        if (!isDeep)
        {
            net.Linear("classifier", x, Features, classes);
            return;
        }

        for (int layer = 0; layer < 6; layer += 3)
        {
            x = net.Linear($"classifier.{layer}", x, Features, Features);
            x = net.Apply($"classifier.{layer + 1}", new ReLU(), x);
            x = net.Apply($"classifier.{layer + 2}", new Dropout(), x);
        }

        net.Linear("classifier.6", x, Features, classes);
    }
}
