using MiniConvViz.Kernels;

namespace MiniConvViz.Benchmarks;

/// <summary>One kind of convolution of a network, and how often the network runs it.</summary>
/// <param name="Name">The first node of the kind.</param>
/// <param name="Count">How many nodes have these sizes.</param>
/// <param name="Geometry">The sizes.</param>
internal sealed record ConvolutionLayer(string Name, int Count, Conv2dGeometry Geometry)
{
    /// <summary>Two operations per multiply-add, in 10^9, for one of them.</summary>
    public double GigaOperations =>
        2e-9 * Geometry.Batch * Geometry.OutChannels * Geometry.OutHeight * Geometry.OutWidth * Geometry.Terms;

    /// <summary>The convolutions of VGG-16 at 224 x 224.</summary>
    public static IReadOnlyList<ConvolutionLayer> Vgg16 { get; } =
    [
        Square("features.0", 1, 3, 64, 224),
        Square("features.2", 1, 64, 64, 224),
        Square("features.5", 1, 64, 128, 112),
        Square("features.7", 1, 128, 128, 112),
        Square("features.10", 1, 128, 256, 56),
        Square("features.12", 2, 256, 256, 56),
        Square("features.17", 1, 256, 512, 28),
        Square("features.19", 2, 512, 512, 28),
        Square("features.24", 3, 512, 512, 14),
    ];

    /// <summary>The convolutions of ResNet-18 at 224 x 224.</summary>
    public static IReadOnlyList<ConvolutionLayer> ResNet18 { get; } =
    [
        Square("conv1", 1, 3, 64, 224, kernel: 7, stride: 2),
        Square("layer1.0.conv1", 4, 64, 64, 56),
        Square("layer2.0.conv1", 1, 64, 128, 56, stride: 2),
        Square("layer2.0.downsample.0", 1, 64, 128, 56, kernel: 1, stride: 2),
        Square("layer2.0.conv2", 3, 128, 128, 28),
        Square("layer3.0.conv1", 1, 128, 256, 28, stride: 2),
        Square("layer3.0.downsample.0", 1, 128, 256, 28, kernel: 1, stride: 2),
        Square("layer3.0.conv2", 3, 256, 256, 14),
        Square("layer4.0.conv1", 1, 256, 512, 14, stride: 2),
        Square("layer4.0.downsample.0", 1, 256, 512, 14, kernel: 1, stride: 2),
        Square("layer4.0.conv2", 3, 512, 512, 7),
    ];

    /// <summary>The 1x1 convolutions of stride 1 that ResNet-50 has at 224 x 224.</summary>
    public static IReadOnlyList<ConvolutionLayer> ResNet50 { get; } =
    [
        Square("layer1.0.conv1", 1, 64, 64, 56, kernel: 1),
        Square("layer1.0.conv3", 4, 64, 256, 56, kernel: 1),
        Square("layer1.1.conv1", 2, 256, 64, 56, kernel: 1),
        Square("layer2.0.conv1", 1, 256, 128, 56, kernel: 1),
        Square("layer2.0.conv3", 4, 128, 512, 28, kernel: 1),
        Square("layer2.1.conv1", 3, 512, 128, 28, kernel: 1),
        Square("layer3.0.conv1", 1, 512, 256, 28, kernel: 1),
        Square("layer3.0.conv3", 6, 256, 1024, 14, kernel: 1),
        Square("layer3.1.conv1", 5, 1024, 256, 14, kernel: 1),
        Square("layer4.0.conv1", 1, 1024, 512, 14, kernel: 1),
        Square("layer4.0.conv3", 3, 512, 2048, 7, kernel: 1),
        Square("layer4.1.conv1", 2, 2048, 512, 7, kernel: 1),
    ];

    /// <summary>One layer of each kind that MobileNetV2 has at 224 x 224: expand, depthwise, project.</summary>
    public static IReadOnlyList<ConvolutionLayer> MobileNetV2 { get; } =
    [
        Square("features.1.conv.0.0", 1, 32, 32, 112, groups: 32),
        Square("features.2.conv.0.0", 1, 16, 96, 112, kernel: 1),
        Square("features.2.conv.1.0", 1, 96, 96, 112, stride: 2, groups: 96),
        Square("features.2.conv.2", 1, 96, 24, 56, kernel: 1),
        Square("features.3.conv.1.0", 1, 144, 144, 56, groups: 144),
        Square("features.8.conv.0.0", 4, 64, 384, 14, kernel: 1),
        Square("features.8.conv.1.0", 4, 384, 384, 14, groups: 384),
        Square("features.8.conv.2", 3, 384, 64, 14, kernel: 1),
        Square("features.15.conv.1.0", 3, 960, 960, 7, groups: 960),
        Square("features.15.conv.2", 2, 960, 160, 7, kernel: 1),
        Square("features.18.0", 1, 320, 1280, 7, kernel: 1),
    ];

    private static ConvolutionLayer Square(
        string name,
        int count,
        int inChannels,
        int outChannels,
        int size,
        int kernel = 3,
        int stride = 1,
        int groups = 1)
    {
        int padding = kernel / 2;
        int outSize = Conv2dGeometry.OutputSize(size, kernel, stride, padding, padding, 1);
        Conv2dGeometry geometry = new()
        {
            Batch = 1,
            InChannels = inChannels,
            InHeight = size,
            InWidth = size,
            OutChannels = outChannels,
            OutHeight = outSize,
            OutWidth = outSize,
            KernelHeight = kernel,
            KernelWidth = kernel,
            StrideY = stride,
            StrideX = stride,
            PaddingY = padding,
            PaddingX = padding,
            DilationY = 1,
            DilationX = 1,
            Groups = groups,
        };
        return new ConvolutionLayer(name, count, geometry);
    }
}
