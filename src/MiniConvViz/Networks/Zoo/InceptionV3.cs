using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Zoo;

/// <summary>
/// Inception v3: large filters factorised into small ones (5x5 into two 3x3, 7x7 into 1x7 and 7x1), in modules of
/// parallel branches that are concatenated. The auxiliary classifier (<c>AuxLogits</c>) is used in training only: a
/// checkpoint may contain it. torchvision's trained network turns images normalised with ImageNet's mean and deviation
/// into ones normalised with 0.5 and 0.5 (<see cref="TransformInput"/>); without that switch the card has 0.5 itself,
/// which is equivalent for images.
/// </summary>
/// <remarks>Szegedy et al. 2015, https://arxiv.org/abs/1512.00567; torchvision/models/inception.py</remarks>
internal static class InceptionV3
{
    private static readonly Extent2d Wide = new(1, 7);
    private static readonly Extent2d Tall = new(7, 1);

    public static IEnumerable<Architecture> All =>
    [
        new(ImageNetClasses.CenteredCard("inception_v3", resize: 342, crop: 299), "fc.weight", Describe)
        {
            HasTransformInput = true,
        },
    ];

    private static void Describe(NetworkBuilder net, Node x, int classes)
    {
        x = net.BasicConv2d("Conv2d_1a_3x3", x, 3, 32, kernel: 3, stride: 2);
        x = net.BasicConv2d("Conv2d_2a_3x3", x, 32, 32, kernel: 3);
        x = net.BasicConv2d("Conv2d_2b_3x3", x, 32, 64, kernel: 3, padding: 1);
        x = net.Apply("maxpool1", new MaxPool2d(3, stride: 2), x);
        x = net.BasicConv2d("Conv2d_3b_1x1", x, 64, 80, kernel: 1);
        x = net.BasicConv2d("Conv2d_4a_3x3", x, 80, 192, kernel: 3);
        x = net.Apply("maxpool2", new MaxPool2d(3, stride: 2), x);
        x = InceptionA(net, "Mixed_5b", x, 192, poolFeatures: 32);
        x = InceptionA(net, "Mixed_5c", x, 256, poolFeatures: 64);
        x = InceptionA(net, "Mixed_5d", x, 288, poolFeatures: 64);
        x = InceptionB(net, "Mixed_6a", x, 288);
        x = InceptionC(net, "Mixed_6b", x, 128);
        x = InceptionC(net, "Mixed_6c", x, 160);
        x = InceptionC(net, "Mixed_6d", x, 160);
        x = InceptionC(net, "Mixed_6e", x, 192);
        x = InceptionD(net, "Mixed_7a", x, 768);
        x = InceptionE(net, "Mixed_7b", x, 1280);
        x = InceptionE(net, "Mixed_7c", x, 2048);
        x = net.Apply("avgpool", new AdaptiveAvgPool2d(1), x);
        x = net.Apply("dropout", new Dropout(), x);
        x = net.Apply("flatten", new Flatten(), x);
        net.Linear("fc", x, 2048, classes);
        net.TrainingOnly("AuxLogits");
    }

    /// <summary>35x35: 1x1, 5x5, two 3x3, and the mean of the neighbourhood (the paper's figure 5).</summary>
    private static Node InceptionA(NetworkBuilder net, string name, Node x, int inChannels, int poolFeatures)
    {
        Node one = net.BasicConv2d($"{name}.branch1x1", x, inChannels, 64, kernel: 1);
        Node five = net.BasicConv2d($"{name}.branch5x5_1", x, inChannels, 48, kernel: 1);
        five = net.BasicConv2d($"{name}.branch5x5_2", five, 48, 64, kernel: 5, padding: 2);
        Node three = net.BasicConv2d($"{name}.branch3x3dbl_1", x, inChannels, 64, kernel: 1);
        three = net.BasicConv2d($"{name}.branch3x3dbl_2", three, 64, 96, kernel: 3, padding: 1);
        three = net.BasicConv2d($"{name}.branch3x3dbl_3", three, 96, 96, kernel: 3, padding: 1);
        Node pool = PoolBranch(net, name, x, inChannels, poolFeatures);
        return net.Apply($"{name}.cat", new Concat(), one, five, three, pool);
    }

    /// <summary>35x35 to 17x17: strided convolutions parallel to a pool (the paper's figure 10).</summary>
    private static Node InceptionB(NetworkBuilder net, string name, Node x, int inChannels)
    {
        Node three = net.BasicConv2d($"{name}.branch3x3", x, inChannels, 384, kernel: 3, stride: 2);
        Node twice = net.BasicConv2d($"{name}.branch3x3dbl_1", x, inChannels, 64, kernel: 1);
        twice = net.BasicConv2d($"{name}.branch3x3dbl_2", twice, 64, 96, kernel: 3, padding: 1);
        twice = net.BasicConv2d($"{name}.branch3x3dbl_3", twice, 96, 96, kernel: 3, stride: 2);
        Node pool = net.Apply($"{name}.max_pool2d", new MaxPool2d(3, stride: 2), x);
        return net.Apply($"{name}.cat", new Concat(), three, twice, pool);
    }

    /// <summary>17x17: 7x7 as 1x7 and 7x1, once and twice (the paper's figure 6).</summary>
    private static Node InceptionC(NetworkBuilder net, string name, Node x, int width)
    {
        Node one = net.BasicConv2d($"{name}.branch1x1", x, 768, 192, kernel: 1);
        Node seven = net.BasicConv2d($"{name}.branch7x7_1", x, 768, width, kernel: 1);
        seven = SameSize(net, $"{name}.branch7x7_2", seven, width, width, Wide);
        seven = SameSize(net, $"{name}.branch7x7_3", seven, width, 192, Tall);
        Node twice = net.BasicConv2d($"{name}.branch7x7dbl_1", x, 768, width, kernel: 1);
        twice = SameSize(net, $"{name}.branch7x7dbl_2", twice, width, width, Tall);
        twice = SameSize(net, $"{name}.branch7x7dbl_3", twice, width, width, Wide);
        twice = SameSize(net, $"{name}.branch7x7dbl_4", twice, width, width, Tall);
        twice = SameSize(net, $"{name}.branch7x7dbl_5", twice, width, 192, Wide);
        Node pool = PoolBranch(net, name, x, 768, 192);
        return net.Apply($"{name}.cat", new Concat(), one, seven, twice, pool);
    }

    /// <summary>17x17 to 8x8.</summary>
    private static Node InceptionD(NetworkBuilder net, string name, Node x, int inChannels)
    {
        Node three = net.BasicConv2d($"{name}.branch3x3_1", x, inChannels, 192, kernel: 1);
        three = net.BasicConv2d($"{name}.branch3x3_2", three, 192, 320, kernel: 3, stride: 2);
        Node seven = net.BasicConv2d($"{name}.branch7x7x3_1", x, inChannels, 192, kernel: 1);
        seven = SameSize(net, $"{name}.branch7x7x3_2", seven, 192, 192, Wide);
        seven = SameSize(net, $"{name}.branch7x7x3_3", seven, 192, 192, Tall);
        seven = net.BasicConv2d($"{name}.branch7x7x3_4", seven, 192, 192, kernel: 3, stride: 2);
        Node pool = net.Apply($"{name}.max_pool2d", new MaxPool2d(3, stride: 2), x);
        return net.Apply($"{name}.cat", new Concat(), three, seven, pool);
    }

    /// <summary>8x8: 1x3 and 3x1 in parallel (the paper's figure 7).</summary>
    private static Node InceptionE(NetworkBuilder net, string name, Node x, int inChannels)
    {
        Node one = net.BasicConv2d($"{name}.branch1x1", x, inChannels, 320, kernel: 1);
        Node three = net.BasicConv2d($"{name}.branch3x3_1", x, inChannels, 384, kernel: 1);
        three = Cross(net, name, $"{name}.branch3x3_2", three);
        Node twice = net.BasicConv2d($"{name}.branch3x3dbl_1", x, inChannels, 448, kernel: 1);
        twice = net.BasicConv2d($"{name}.branch3x3dbl_2", twice, 448, 384, kernel: 3, padding: 1);
        twice = Cross(net, name, $"{name}.branch3x3dbl_3", twice);
        Node pool = PoolBranch(net, name, x, inChannels, 192);
        return net.Apply($"{name}.cat", new Concat(), one, three, twice, pool);
    }

    /// <summary>A row and a column of three of the same maps.</summary>
    private static Node Cross(NetworkBuilder net, string name, string part, Node x)
    {
        Node row = SameSize(net, $"{part}a", x, 384, 384, new Extent2d(1, 3));
        Node column = SameSize(net, $"{part}b", x, 384, 384, new Extent2d(3, 1));
        return net.Apply($"{name}.cat", new Concat(), row, column);
    }

    private static Node PoolBranch(NetworkBuilder net, string name, Node x, int inChannels, int outChannels)
    {
        Node pool = net.Apply($"{name}.avg_pool2d", new AvgPool2d(3, stride: 1, padding: 1), x);
        return net.BasicConv2d($"{name}.branch_pool", pool, inChannels, outChannels, kernel: 1);
    }

    private static Node SameSize(
        NetworkBuilder net, string name, Node x, int inChannels, int outChannels, Extent2d kernel) =>
        net.BasicConv2d(
            name, x, inChannels, outChannels, kernel, padding: new Extent2d(kernel.Y / 2, kernel.X / 2));
}
