namespace MiniConvViz.Kernels.Tests;

internal sealed class WinogradChoiceTests
{
    [TestCase(16, 224, 1, Conv2dAlgorithm.Direct)]       // transforming would take longer than is saved
    [TestCase(64, 56, 1, Conv2dAlgorithm.Winograd2x2)]   // 4x4 would not be exact enough for so few channels
    [TestCase(128, 28, 1, Conv2dAlgorithm.Winograd4x4)]
    [TestCase(512, 28, 1, Conv2dAlgorithm.Winograd4x4)]
    [TestCase(256, 14, 1, Conv2dAlgorithm.Winograd2x2)]  // few tiles would each fetch four times the weights
    [TestCase(256, 14, 32, Conv2dAlgorithm.Winograd4x4)]
    [TestCase(512, 7, 1, Conv2dAlgorithm.Direct)]        // and here each sixteen ninths
    [TestCase(512, 7, 32, Conv2dAlgorithm.Winograd4x4)]
    public void Choose_ThreeByThree_DependsOnChannelsAndOnHowManyTilesShareTheWeights(
        int channels, int size, int batch, Conv2dAlgorithm expected)
    {
        Conv2dGeometry geometry = Conv2dCases.Create(
            (batch, channels, size, size), channels, (3, 3), padding: (1, 1));
        Assert.That(Conv2dAlgorithms.Choose(geometry, isBlocked: true), Is.EqualTo(expected));
        Assert.That(
            Conv2dAlgorithms.Choose(geometry, isBlocked: true, sumsOnly: true), Is.EqualTo(Conv2dAlgorithm.Direct));
    }

    [TestCase(2, 1)]
    [TestCase(1, 2)]
    public void Choose_StrideOrDilation_IsPlainSums(int stride, int dilation)
    {
        Conv2dGeometry geometry = Conv2dCases.Create(
            (1, 128, 28, 28), 128, (3, 3), stride: (stride, stride), padding: (1, 1), dilation: (dilation, dilation));
        Assert.That(Conv2dAlgorithms.Choose(geometry, isBlocked: true), Is.EqualTo(Conv2dAlgorithm.Direct));
    }
}
