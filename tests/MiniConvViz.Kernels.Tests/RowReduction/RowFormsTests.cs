using MiniConvViz.Kernels.Tests.Ptx;

namespace MiniConvViz.Kernels.Tests;

public sealed class RowFormsTests
{
    // The rows of well-known layers, and those around each limit.
    [TestCase(64, 65536, 1, RowForm.Block, TestName = "instance norm of 64x256x256")]
    [TestCase(1, 1000, 1, RowForm.Block, TestName = "softmax of 1000 classes")]
    [TestCase(512, 49, 1, RowForm.Block, TestName = "global average pooling of ResNet-18")]
    [TestCase(1, 96, 3136, RowForm.Block, TestName = "layer norm over the channels of ConvNeXt")]
    [TestCase(1, 21, 520 * 520, RowForm.Thread, TestName = "argmax over the classes of a segmentation")]
    [TestCase(1, 7, 1, RowForm.Thread, TestName = "fewer elements than two rounds of loads")]
    [TestCase(1, 8, 1, RowForm.Block, TestName = "two rounds of loads")]
    [TestCase(131_071, 32, 1, RowForm.Block, TestName = "rows that do not fill a device")]
    [TestCase(131_072, 32, 1, RowForm.Thread, TestName = "rows that fill a device and stay in the cache")]
    [TestCase(131_072, 33, 1, RowForm.Block, TestName = "rows that fill a device and do not stay in the cache")]
    [TestCase(131_072, 33, 7, RowForm.Block, TestName = "columns narrower than a sector")]
    [TestCase(131_072, 33, 8, RowForm.Thread, TestName = "columns of a sector")]
    public void Choose_OnAGpu_DependsOnTheSizes(int outer, int length, int inner, object form)
    {
        using GpuAccelerator gpu = PtxDevice.Open();
        AxisGeometry axis = new() { Outer = outer, Length = length, Inner = inner };
        Assert.That(RowForms.Choose(gpu, axis), Is.EqualTo(form));
    }

    [Test]
    public void Choose_WithoutRoomForBlocks_IsAThreadPerRow()
    {
        using GpuAccelerator gpu =
            GpuAccelerator.Create(GpuDiscovery.Find().Single(device => device.Kind == GpuKind.IlgpuCpu));
        AxisGeometry axis = new() { Outer = 64, Length = 65536, Inner = 1 };
        Assert.That(RowForms.Choose(gpu, axis), Is.EqualTo(RowForm.Thread));
    }
}
