using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Zoo;

/// <summary>
/// AlexNet as in torchvision: five convolutions with large first kernels, three pools, three fully connected
/// layers.
/// </summary>
/// <remarks>Krizhevsky 2014, https://arxiv.org/abs/1404.5997; torchvision/models/alexnet.py</remarks>
internal static class AlexNet
{
    public static IEnumerable<Architecture> All =>
        [new(ImageNetClasses.Card("alexnet"), "classifier.6.weight", Describe)];

    private static void Describe(NetworkBuilder net, Node x, int classes)
    {
        x = net.Conv2d("features.0", x, 3, 64, kernel: 11, stride: 4, padding: 2);
        x = net.Apply("features.1", new ReLU(), x);
        x = net.Apply("features.2", new MaxPool2d(3, stride: 2), x);
        x = net.Conv2d("features.3", x, 64, 192, kernel: 5, padding: 2);
        x = net.Apply("features.4", new ReLU(), x);
        x = net.Apply("features.5", new MaxPool2d(3, stride: 2), x);
        x = net.Conv2d("features.6", x, 192, 384, kernel: 3, padding: 1);
        x = net.Apply("features.7", new ReLU(), x);
        x = net.Conv2d("features.8", x, 384, 256, kernel: 3, padding: 1);
        x = net.Apply("features.9", new ReLU(), x);
        x = net.Conv2d("features.10", x, 256, 256, kernel: 3, padding: 1);
        x = net.Apply("features.11", new ReLU(), x);
        x = net.Apply("features.12", new MaxPool2d(3, stride: 2), x);

        x = net.Apply("avgpool", new AdaptiveAvgPool2d(6), x);
        x = net.Apply("flatten", new Flatten(), x);

        x = net.Apply("classifier.0", new Dropout(), x);
        x = net.Linear("classifier.1", x, 256 * 6 * 6, 4096);
        x = net.Apply("classifier.2", new ReLU(), x);
        x = net.Apply("classifier.3", new Dropout(), x);
        x = net.Linear("classifier.4", x, 4096, 4096);
        x = net.Apply("classifier.5", new ReLU(), x);
        net.Linear("classifier.6", x, 4096, classes);
    }
}
