using ILGPU;

namespace MiniConvViz.Kernels.Tests;

internal sealed class ChannelHistogramGpuTests(GpuDescription device) : GpuFixture(device)
{
    private static readonly float[] Special =
    [
        float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0f, -0f, float.Epsilon, -float.Epsilon,
        float.MaxValue, float.MinValue, 1e-30f, -65536f,
    ];

    [TestCase(1, 1, 1, TestName = "one number")]
    [TestCase(1, 3, 35, TestName = "one slice")]
    [TestCase(2, 8, 1024, TestName = "slices as long as a plane")]
    [TestCase(3, 7, 1531, TestName = "slices across images")]
    [TestCase(300, 17, 1, TestName = "features")]
    [TestCase(2100, 1, 6, TestName = "planes shorter than a step")]
    [TestCase(0, 3, 4, TestName = "no images")]
    [TestCase(2, 3, 0, TestName = "no pixels")]
    public void Run_AwkwardSizes_CountsAsTheReference(int batch, int channels, int plane)
    {
        ChannelGeometry geometry = ChannelGeometry.Create(batch, channels, plane);
        float[] input = SpreadFloats(batch * channels * plane);
        AssertMatches(geometry, input);
        AssertMatches(geometry, [.. input.Select((x, i) => i % 3 == 1 ? Special[i / 3 % Special.Length] : x)]);
    }

    [Test]
    public void Run_EveryBin_IsCountedInto()
    {
        float[] input = [.. Enumerable.Range(0, HistogramBins.Count).Select(InnermostOf)];
        int[] counts = Run(ChannelGeometry.Create(1, 1, input.Length), input);
        Assert.That(counts, Is.All.EqualTo(1));
    }

    /// <summary>The value of a bin that is nearest to zero.</summary>
    private static float InnermostOf(int bin)
    {
        (float from, float to) = HistogramBins.RangeOf(bin);
        float inner = bin < HistogramBins.Zero ? to : from;
        return inner == 0f ? Math.Sign(bin - HistogramBins.Zero) * float.Epsilon : inner;
    }

    /// <summary>Values of either sign and of all magnitudes.</summary>
    private static float[] SpreadFloats(int count) =>
        [.. Floats(count, 1).Zip(Floats(count, 2), (x, y) => x * MathF.Pow(2f, 20f * y))];

    private void AssertMatches(ChannelGeometry geometry, float[] input)
    {
        int[] expected = new int[geometry.Channels * HistogramBins.Count];
        ChannelHistogramReference.Run(geometry, input, expected);
        Assert.That(Run(geometry, input), Is.EqualTo(expected));
    }

    private int[] Run(ChannelGeometry geometry, float[] input)
    {
        ArrayView<float> outputView = Reserve(geometry.Channels * HistogramBins.Count);
        ArrayView<float> scratchView = Reserve(ChannelHistogramGpu.ScratchWords(geometry));
        ArrayView<float> inputView = GpuAccelerator.OrEmpty(Upload(input), outputView);
        ChannelHistogramGpu.Run(Gpu, geometry, inputView, scratchView.Cast<int>(), outputView.Cast<int>());
        return [.. Download(outputView).Select(BitConverter.SingleToInt32Bits)];
    }
}
