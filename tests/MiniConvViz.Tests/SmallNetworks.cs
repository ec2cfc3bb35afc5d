using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests;

/// <summary>Little networks with seeded weights, and inputs for them, shared by tests of the engine.</summary>
internal static class SmallNetworks
{
    public static ModelCard Card(int channels = 3, int size = 9) =>
        new("small", channels, null, size, new float[channels], [.. Enumerable.Repeat(1f, channels)], []);

    /// <summary>
    /// conv, bn, relu, conv, bn, add, relu_1, pool, flatten, dropout, fc: everything a plan can fuse or alias.
    /// </summary>
    public static Network Residual(int seed = 1)
    {
        NetworkBuilder net = new(Card(), new RandomParameters(seed));
        Node x = net.Input();
        Node stem = net.Conv2d("stem", x, 3, 8, kernel: 3, padding: 1);
        Node y = net.Conv2d("block.conv1", stem, 8, 8, kernel: 3, padding: 1, bias: false);
        y = net.BatchNorm2d("block.bn1", y, 8);
        y = net.Apply("block.relu", new ReLU(), y);
        y = net.Conv2d("block.conv2", y, 8, 8, kernel: 3, padding: 1, bias: false);
        y = net.BatchNorm2d("block.bn2", y, 8);
        y = net.Apply("block.add", new Add(), y, stem);
        y = net.Apply("block.relu", new ReLU(), y);
        y = net.Apply("avgpool", new AdaptiveAvgPool2d(2), y);
        y = net.Apply("flatten", new Flatten(), y);
        y = net.Apply("dropout", new Dropout(), y);
        net.Linear("fc", y, 32, 5);
        return net.Build();
    }

    /// <summary>
    /// A depthwise convolution with a 1x1 after it, parallel to a pool with a 1x1 after it, joined by concat.
    /// </summary>
    public static Network Branches(int seed = 2)
    {
        NetworkBuilder net = new(Card(), new RandomParameters(seed));
        Node stem = net.Conv2d("stem", net.Input(), 3, 8, kernel: 3, padding: 1);
        Node left = net.Conv2d("left.depthwise", stem, 8, 8, kernel: 3, padding: 1, groups: 8, bias: false);
        left = net.BatchNorm2d("left.bn", left, 8);
        left = net.Apply("left.relu6", new ReLU6(), left);
        left = net.Conv2d("left.pointwise", left, 8, 9, kernel: 1);
        Node right = net.Apply("right.pool", new MaxPool2d(3, stride: 1, padding: 1), stem);
        right = net.Conv2d("right.pointwise", right, 8, 4, kernel: 1);
        Node y = net.Apply("concat", new Concat(), left, right);
        y = net.Apply("relu", new ReLU(), y);
        y = net.Apply("avgpool", new AdaptiveAvgPool2d(2), y);
        y = net.Apply("flatten", new Flatten(), y);
        net.Linear("fc", y, 52, 5);
        return net.Build();
    }

    /// <summary>Seeded random values, half of them negative.</summary>
    public static Tensor Random(Shape shape, int seed = 7)
    {
        Random random = new(seed);
        Tensor tensor = new(shape);
        foreach (ref float value in tensor.Values)
        {
            value = (random.NextSingle() * 4f) - 2f;
        }

        return tensor;
    }
}
