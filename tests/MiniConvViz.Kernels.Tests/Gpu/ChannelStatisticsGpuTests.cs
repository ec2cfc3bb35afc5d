using System.Runtime.InteropServices;
using ILGPU;

namespace MiniConvViz.Kernels.Tests;

internal sealed class ChannelStatisticsGpuTests(GpuDescription device) : GpuFixture(device)
{
    private static readonly float[] Special = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0f, -0f];

    [TestCase(1, 1, 1, 1, TestName = "one number")]
    [TestCase(1, 3, 5, 7, TestName = "one slice")]
    [TestCase(2, 8, 8, 8, TestName = "slices as long as a plane")]
    [TestCase(3, 7, 11, 13, TestName = "slices across images")]
    [TestCase(300, 17, 1, 1, TestName = "features")]
    [TestCase(70, 1, 3, 2, TestName = "planes shorter than a step")]
    [TestCase(2, 2, 47, 53, TestName = "joined twice")]
    public void Run_AwkwardSizes_MatchesReference(int batch, int channels, int height, int width)
    {
        ChannelGeometry geometry = ChannelGeometry.Create(batch, channels, height * width);
        float[] input = Floats(batch * channels * height * width, 1);
        AssertMatches(geometry, input);
        AssertMatches(geometry, [.. input.Select((x, i) => i % 5 == 3 ? Special[i / 5 % Special.Length] : x)]);
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    [TestCase(float.NegativeInfinity)]
    [TestCase(0f)]
    [TestCase(-3f)]
    public void Run_TheSameNumberEverywhere_HasNoSpread(float number)
    {
        float[] input = new float[2 * 3 * 300];
        Array.Fill(input, number);
        ChannelGeometry geometry = ChannelGeometry.Create(2, 3, 300);
        AssertMatches(geometry, input);
        Assert.That(Run(geometry, input).Select(channel => channel.Squares), Is.All.Zero);
    }

    [Test]
    public void Run_FarFromZero_KeepsItsDigits()
    {
        float[] input = [.. Floats(100_000, 2).Select(x => 1000f + x)];
        AssertMatches(ChannelGeometry.Create(1, 1, input.Length), input);
    }

    [Test]
    public void Run_Twice_TheSameToTheLastBit()
    {
        ChannelGeometry geometry = ChannelGeometry.Create(2, 3, 5000);
        float[] input = Floats(30_000, 3);
        ChannelSummary[] first = Run(geometry, input);
        Assert.That(Run(geometry, input), Is.EqualTo(first));
    }

    [TestCase(0, 3, 4)]
    [TestCase(2, 3, 0)]
    public void Run_NoNumbers_EmptySummaries(int batch, int channels, int plane) =>
        AssertMatches(ChannelGeometry.Create(batch, channels, plane), []);

    private void AssertMatches(ChannelGeometry geometry, float[] input)
    {
        ChannelSummary[] expected = new ChannelSummary[geometry.Channels];
        ChannelStatisticsReference.Run(geometry, input, expected);
        ChannelSummary[] got = Run(geometry, input);
        for (int c = 0; c < expected.Length; c++)
        {
            double scale = Math.Max(Math.Abs(expected[c].Minimum), Math.Abs(expected[c].Maximum));
            double close = double.IsFinite(scale) ? MaxRelativeError * scale : 0;
            Assert.That(got[c].Mean, Is.EqualTo(expected[c].Mean).Within(close), $"mean of channel {c}");
            double squares = (20 * MaxRelativeError * expected[c].Squares) + 1e-30;
            Assert.That(got[c].Squares, Is.EqualTo(expected[c].Squares).Within(squares), $"squares of channel {c}");
            ChannelSummary exact = expected[c] with { Mean = got[c].Mean, Squares = got[c].Squares };
            Assert.That(got[c], Is.EqualTo(exact), $"channel {c}");
        }
    }

    private ChannelSummary[] Run(ChannelGeometry geometry, float[] input)
    {
        ArrayView<float> outputView = Reserve(geometry.Channels * ChannelSummary.Floats);
        ArrayView<float> inputView = GpuAccelerator.OrEmpty(Upload(input), outputView);
        ArrayView<float> scratchView = Reserve(ChannelStatisticsGpu.ScratchFloats(geometry));
        ChannelStatisticsGpu.Run(
            Gpu, geometry, inputView, GpuAccelerator.OrEmpty(scratchView, outputView), outputView);
        return [.. MemoryMarshal.Cast<float, ChannelSummary>(Download(outputView))];
    }
}
