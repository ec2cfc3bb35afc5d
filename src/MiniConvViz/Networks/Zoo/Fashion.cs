using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Zoo;

/// <summary>
/// The two small networks that are bundled with this project, trained in PyTorch on Fashion-MNIST by
/// <c>weights/train_fashion.py</c>: 28x28 grayscale images of clothes, ten classes.
/// </summary>
internal static class Fashion
{
    private static readonly string[] Classes =
    [
        "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
    ];

    public static IEnumerable<Architecture> All =>
    [
        new(Card("fashion-lenet"), "fc3.weight", DescribeLeNet),
        new(Card("fashion-resnet"), "fc.weight", DescribeResNet),
    ];

    private static ModelCard Card(string name) => new(name, 1, null, 28, [0.2860f], [0.3530f], Classes);

    /// <summary>LeCun's LeNet-5 with ReLU and max-pooling in place of tanh and averaging.</summary>
    private static void DescribeLeNet(NetworkBuilder net, Node x, int classes)
    {
        x = net.Conv2d("conv1", x, 1, 16, kernel: 5, padding: 2);
        x = net.Apply("relu1", new ReLU(), x);
        x = net.Apply("pool1", new MaxPool2d(2), x);
        x = net.Conv2d("conv2", x, 16, 32, kernel: 5);
        x = net.Apply("relu2", new ReLU(), x);
        x = net.Apply("pool2", new MaxPool2d(2), x);
        x = net.Apply("flatten", new Flatten(), x);
        x = net.Linear("fc1", x, 32 * 5 * 5, 120);
        x = net.Apply("relu3", new ReLU(), x);
        x = net.Linear("fc2", x, 120, 84);
        x = net.Apply("relu4", new ReLU(), x);
        net.Linear("fc3", x, 84, classes);
    }

    /// <summary>Three stages of two residual blocks each, 16, 32 and 64 channels wide.</summary>
    private static void DescribeResNet(NetworkBuilder net, Node x, int classes)
    {
        x = net.Conv2d("conv1", x, 1, 16, kernel: 3, padding: 1, bias: false);
        x = net.BatchNorm2d("bn1", x, 16);
        x = net.Apply("relu", new ReLU(), x);
        int channels = 16;
        for (int stage = 0; stage < 3; stage++)
        {
            int width = 16 << stage;
            x = ResNet.BasicBlock(net, $"layer{stage + 1}.0", x, channels, width, stride: stage == 0 ? 1 : 2);
            x = ResNet.BasicBlock(net, $"layer{stage + 1}.1", x, width, width, stride: 1);
            channels = width;
        }

        x = net.Apply("avgpool", new AdaptiveAvgPool2d(1), x);
        x = net.Apply("flatten", new Flatten(), x);
        net.Linear("fc", x, channels, classes);
    }
}
