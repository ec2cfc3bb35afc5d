using ILGPU;

namespace MiniConvViz.Kernels.Tests;

/// <summary>BatchNorm2d and Softmax.</summary>
internal sealed class DenseGpuTests(GpuDescription device) : GpuFixture(device)
{
    [TestCase(1, 1, 1)]
    [TestCase(2, 7, 15)]
    [TestCase(3, 17, 4)]
    public void BatchNorm2d_FoldedStatistics_MatchesReference(int batch, int channels, int plane)
    {
        BatchNorm2dGeometry geometry = new() { Batch = batch, Channels = channels, Plane = plane };
        float[] input = Floats(batch * channels * plane, 1);
        float[] weight = Floats(channels, 2);
        float[] bias = Floats(channels, 3);
        float[] mean = Floats(channels, 4);
        float[] variance = [.. Floats(channels, 5).Select(x => x + 1.1f)];
        float[] expected = new float[input.Length];
        BatchNorm2dReference.Run(geometry, input, weight, bias, mean, variance, 1e-5f, expected);

        float[] scale = new float[channels];
        float[] shift = new float[channels];
        BatchNorm2dScale.Fold(weight, bias, mean, variance, 1e-5f, scale, shift);
        ArrayView<float> outputView = Reserve(input.Length);
        BatchNorm2dGpu.Run(Gpu, geometry, Upload(input), Upload(scale), Upload(shift), outputView);
        FloatsAssert.Close(expected, Download(outputView), MaxRelativeError, "");
    }

    [TestCase(1, 10, 1, 1f)]
    [TestCase(3, 1000, 1, 30f)]
    [TestCase(2, 5, 7, 100f)]
    public void Softmax_AnyAxis_MatchesReference(int outer, int length, int inner, float scale)
    {
        AxisGeometry geometry = new() { Outer = outer, Length = length, Inner = inner };
        float[] input = [.. Floats(outer * length * inner, 1).Select(x => x * scale)];
        float[] expected = new float[input.Length];
        SoftmaxReference.Run(geometry, input, expected);

        ArrayView<float> outputView = Reserve(input.Length);
        SoftmaxGpu.Run(Gpu, geometry, Upload(input), outputView);
        FloatsAssert.Close(expected, Download(outputView), MaxRelativeError, "");
    }

    [Test]
    public void Softmax_NaN_SpoilsItsOwnDistributionAlone()
    {
        AxisGeometry geometry = new() { Outer = 2, Length = 3, Inner = 1 };
        ArrayView<float> inputView = Upload([1f, float.NaN, 2f, 5f, 5f, 5f]);
        SoftmaxGpu.Run(Gpu, geometry, inputView, inputView);
        float[] expected = [float.NaN, float.NaN, float.NaN, 1 / 3f, 1 / 3f, 1 / 3f];
        Assert.That(Download(inputView), Is.EqualTo(expected).Within(1e-6f));
    }
}
