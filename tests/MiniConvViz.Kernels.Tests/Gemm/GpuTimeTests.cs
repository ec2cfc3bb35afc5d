using MiniConvViz.Kernels.Tests.Ptx;

namespace MiniConvViz.Kernels.Tests;

/// <summary>The model of time: the effect of occupancy and latency, and the times of whole layers.</summary>
internal sealed class GpuTimeTests
{
    /// <summary>An H100's and an H200's.</summary>
    private const int Multiprocessors = 132;

    private static GpuBlock Block => Conv2dGpuGemm64.Block;

    [Test]
    public void Blocks_OneAloneOnAMultiprocessor_IsBoundByLatency() =>
        Assert.That(
            GpuTime.Blocks(Multiprocessors, Multiprocessors, 72, Block),
            Is.EqualTo(GpuTime.Blocks(Multiprocessors, 1, 72, Block)).And.GreaterThan(72 * GpuTime.Latency));

    [Test]
    public void Blocks_SecondOnAMultiprocessor_HidesLatency()
    {
        double one = GpuTime.Blocks(Multiprocessors, Multiprocessors, 72, Block);
        double two = GpuTime.Blocks(Multiprocessors, 2 * Multiprocessors, 72, Block);
        Assert.That(two, Is.GreaterThan(one).And.LessThan(1.4 * one));
    }

    [Test]
    public void Blocks_MoreThanAreResident_TakeAnotherRound()
    {
        double full = GpuTime.Blocks(Multiprocessors, Block.Resident * Multiprocessors, 72, Block);
        double more = GpuTime.Blocks(Multiprocessors, (Block.Resident * Multiprocessors) + 1, 72, Block);
        Assert.That(more, Is.EqualTo(full + GpuTime.Blocks(Multiprocessors, 1, 72, Block)).Within(1e-6));
    }

    [Test]
    public void Blocks_OnTensorCores_AreBoundByTheirClocks()
    {
        GpuBlock block = Conv2dGpuTensorCores.Block;
        double clocks = GpuTime.Blocks(1, block.Resident, 1000, block);
        Assert.That(clocks, Is.EqualTo(1000.0 * block.Resident * block.StepClocks).Within(1).Percent);
    }

    // Microseconds at 1.9 GHz, as shared/gpu's model of the same layers has them.
    [TestCase(Conv2dGpuForm.Gemm64, 64, 56, 64, 32, 189.4)]
    [TestCase(Conv2dGpuForm.Gemm64, 64, 224, 64, 1, 105.5)]
    [TestCase(Conv2dGpuForm.Gemm128, 64, 112, 128, 32, 1289.5)]
    public void Of_LayersOfManyTiles_AreAsEstimatedByHand(
        Conv2dGpuForm form, int channels, int size, int outChannels, int batch, double microseconds)
    {
        using GpuAccelerator gpu = PtxDevice.Open(multiprocessors: Multiprocessors);
        Conv2dGeometry geometry = Convolution(channels, size, outChannels, 3, 1, batch);
        Assert.That(Conv2dGpuTimes.Of(form, gpu, geometry) / 1900, Is.EqualTo(microseconds).Within(1).Percent);
    }

    [Test]
    public void Choose_SixtyFourChannelsOfManyPixels_TakeTheWideTile()
    {
        using GpuAccelerator gpu = PtxDevice.Open(multiprocessors: Multiprocessors);
        Assert.Multiple(() =>
        {
            Assert.That(
                Conv2dGpuForms.Choose(gpu, Convolution(64, 56, 64, 3, 1, 32)),
                Is.EqualTo(Conv2dGpuForm.Gemm64x128),
                "ResNet-18, layer1");
            Assert.That(
                Conv2dGpuForms.Choose(gpu, Convolution(64, 224, 64, 3, 1, 1)),
                Is.EqualTo(Conv2dGpuForm.Gemm64x128),
                "VGG-16, features.2");
            Assert.That(
                Conv2dGpuForms.Choose(gpu, Convolution(64, 112, 128, 3, 1, 32)),
                Is.EqualTo(Conv2dGpuForm.Gemm128),
                "VGG-16, features.5: two tiles of 64 channels load more than one of 128");
        });
    }

    [Test]
    public void Choose_TensorCores_OnlyWhereTheyWin()
    {
        using GpuAccelerator gpu = PtxDevice.Open(multiprocessors: Multiprocessors, usesTensorCores: true);
        Assert.Multiple(() =>
        {
            Assert.That(Chosen(64, 56, 64, 3, 1, 1), Is.EqualTo(Conv2dGpuForm.TensorCoresSplit64), "layer1");
            Assert.That(Chosen(512, 7, 512, 3, 1, 1), Is.EqualTo(Conv2dGpuForm.TensorCoresSplit64), "layer4");
            Assert.That(Chosen(64, 56, 64, 3, 1, 32), Is.EqualTo(Conv2dGpuForm.TensorCores64), "layer1, a batch");
            Assert.That(Chosen(128, 28, 128, 3, 1, 32), Is.EqualTo(Conv2dGpuForm.TensorCores), "layer2, a batch");
            Assert.That(Chosen(64, 56, 8, 3, 1, 32), Is.Not.AnyOf(TensorCores), "channels fill no product");
        });

        Conv2dGpuForm Chosen(int channels, int size, int outChannels, int kernel, int stride, int batch) =>
            Conv2dGpuForms.Choose(gpu, Convolution(channels, size, outChannels, kernel, stride, batch));
    }

    /// <summary>
    /// The goal for ResNet-18 with one image is 0.30 ms of kernels; pools and the last layer add 0.01.
    /// </summary>
    [Test]
    public void Choose_ResNet18OfOneImage_IsEstimatedWithinTheGoal()
    {
        using GpuAccelerator gpu = PtxDevice.Open(multiprocessors: Multiprocessors);
        (int Count, Conv2dGeometry Layer)[] layers =
        [
            (1, Convolution(3, 224, 64, 7, 2, 1)),
            (4, Convolution(64, 56, 64, 3, 1, 1)),
            (1, Convolution(64, 56, 128, 3, 2, 1)),
            (1, Convolution(64, 56, 128, 1, 2, 1)),
            (3, Convolution(128, 28, 128, 3, 1, 1)),
            (1, Convolution(128, 28, 256, 3, 2, 1)),
            (1, Convolution(128, 28, 256, 1, 2, 1)),
            (3, Convolution(256, 14, 256, 3, 1, 1)),
            (1, Convolution(256, 14, 512, 3, 2, 1)),
            (1, Convolution(256, 14, 512, 1, 2, 1)),
            (3, Convolution(512, 7, 512, 3, 1, 1)),
        ];
        double microseconds = layers.Sum(
            layer => layer.Count * Conv2dGpuTimes.Of(Conv2dGpuForms.Choose(gpu, layer.Layer), gpu, layer.Layer)) / 1900;
        Assert.That(microseconds, Is.InRange(200, 290));
    }

    private static Conv2dGpuForm[] TensorCores =>
        [Conv2dGpuForm.TensorCores, Conv2dGpuForm.TensorCores64, Conv2dGpuForm.TensorCoresSplit64];

    private static Conv2dGeometry Convolution(
        int channels, int size, int outChannels, int kernel, int stride, int batch) => Conv2dCases.Create(
            (batch, channels, size, size),
            outChannels,
            (kernel, kernel),
            stride: (stride, stride),
            padding: (kernel / 2, kernel / 2));
}
