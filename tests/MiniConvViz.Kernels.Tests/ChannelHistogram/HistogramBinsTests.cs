namespace MiniConvViz.Kernels.Tests;

public sealed class HistogramBinsTests
{
    [TestCase(0f, 32)]
    [TestCase(-0f, 32)]
    [TestCase(float.Epsilon, 33)]
    [TestCase(-float.Epsilon, 31)]
    [TestCase(1f, 49)]
    [TestCase(1.9999999f, 49)]
    [TestCase(2f, 50)]
    [TestCase(0.9999999f, 48)]
    [TestCase(-1f, 15)]
    [TestCase(-1.9999999f, 15)]
    [TestCase(-2f, 14)]
    [TestCase(32767f, 63)]
    [TestCase(32768f, 64)]
    [TestCase(float.MaxValue, 64)]
    [TestCase(float.MinValue, 0)]
    public void IndexOf_ANumber_IsItsPowerOfTwo(float number, int bin)
    {
        uint bits = BitConverter.SingleToUInt32Bits(number);
        Assert.That((HistogramBins.Contain(bits), HistogramBins.IndexOf(bits)), Is.EqualTo((true, bin)));
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    [TestCase(float.NegativeInfinity)]
    public void Contain_NotFinite_No(float number) =>
        Assert.That(HistogramBins.Contain(BitConverter.SingleToUInt32Bits(number)), Is.False);

    [Test]
    public void RangeOf_AllBins_FollowOneAnotherWithoutGaps()
    {
        Assert.That(HistogramBins.RangeOf(0).From, Is.EqualTo(float.NegativeInfinity));
        for (int bin = 1; bin < HistogramBins.Count; bin++)
        {
            Assert.That(HistogramBins.RangeOf(bin).From, Is.EqualTo(HistogramBins.RangeOf(bin - 1).To), $"bin {bin}");
        }

        Assert.That(HistogramBins.RangeOf(HistogramBins.Count - 1).To, Is.EqualTo(float.PositiveInfinity));
        Assert.That(HistogramBins.RangeOf(33), Is.EqualTo((0f, 1f / 32768f)));
        Assert.That(HistogramBins.RangeOf(50), Is.EqualTo((2f, 4f)));
    }
}
