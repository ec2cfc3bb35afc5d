using MiniConvViz.Statistics;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Statistics;

public sealed class ChannelStatisticsTests
{
    [Test]
    public void Of_AnyLength_IsThePlainDefinition([Values(1, 2, 3, 7, 8, 15, 16, 17, 31, 32, 33, 49, 1000)] int count)
    {
        float[] values = Values(count);
        ChannelStatistics actual = ChannelStatistics.Of(values);
        double mean = values.Average(static v => (double)v);
        Assert.Multiple(() =>
        {
            Assert.That(actual.Count, Is.EqualTo(count));
            Assert.That((actual.Minimum, actual.Maximum), Is.EqualTo((values.Min(), values.Max())));
            Assert.That(actual.Mean, Is.EqualTo(mean).Within(1e-12));
            Assert.That(actual.StandardDeviation,
                Is.EqualTo(Math.Sqrt(values.Average(v => (v - mean) * (v - mean)))).Within(1e-10));
            Assert.That(actual.Energy, Is.EqualTo(values.Average(static v => (double)v * v)).Within(1e-12));
            Assert.That(actual.Zeros, Is.EqualTo(values.Count(static v => v == 0)));
            Assert.That(actual.NonFinite, Is.Zero);
        });
    }

    [Test]
    public void Of_OneSpecialValueAnywhere_IsCountedAndLeftOut(
        [Values(float.NaN, float.PositiveInfinity, float.NegativeInfinity)] float special,
        [Values(1, 5, 33, 64)] int count)
    {
        float[] values = Values(count);
        for (int at = 0; at < count; at++)
        {
            float[] odd = [.. values];
            odd[at] = special;
            ChannelStatistics actual = ChannelStatistics.Of(odd);
            ChannelStatistics expected = ChannelStatistics.Of([.. values.Where((_, i) => i != at)]);
            Assert.That(actual.NonFinite, Is.EqualTo(1), $"at {at}");
            Assert.That(
                (actual.Minimum, actual.Maximum, actual.Zeros, actual.Finite),
                Is.EqualTo((expected.Minimum, expected.Maximum, expected.Zeros, (long)count - 1)), $"at {at}");
        }
    }

    [Test]
    public void Of_Nothing_IsEmpty() => Assert.That(ChannelStatistics.Of([]), Is.EqualTo(ChannelStatistics.Empty));

    [Test]
    public void Of_NothingFinite_HasNoRangeAndNoEnergy()
    {
        ChannelStatistics actual = ChannelStatistics.Of([float.NaN, float.PositiveInfinity]);
        Assert.That((actual.Minimum, actual.Mean, actual.Energy, actual.IsConstant),
            Is.EqualTo((float.NaN, double.NaN, 0.0, false)));
    }

    [Test]
    public void Of_LargeOffset_KeepsTheDeviation()
    {
        float[] values = [.. Enumerable.Range(0, 4096).Select(static i => 1000f + ((i % 2) * 0.125f))];
        Assert.That(ChannelStatistics.Of(values).StandardDeviation, Is.EqualTo(0.0625).Within(1e-6));
    }

    [Test]
    public void Of_ZerosAndConstants_AreDeadAndConstant()
    {
        ChannelStatistics dead = ChannelStatistics.Of(new float[20]);
        ChannelStatistics constant = ChannelStatistics.Of([.. Enumerable.Repeat(0.1f, 20)]);
        Assert.That((dead.IsDead, dead.IsConstant, dead.ZeroFraction), Is.EqualTo((true, true, 1.0)));
        Assert.That((constant.IsDead, constant.IsConstant, constant.StandardDeviation), Is.EqualTo((false, true, 0.0)));
    }

    [Test]
    public void LayerStatistics_OfOneImage_CombinesItsChannels()
    {
        Tensor values =
            new([2, 3, 2, 2], [9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 0, 0, 0, 0, 5, 5, 5, 5, -1, 0, 1, float.NaN]);
        LayerStatistics actual = LayerStatistics.Of(values, 1);
        Assert.Multiple(() =>
        {
            Assert.That(actual.Channels, Has.Length.EqualTo(3));
            Assert.That((actual.DeadChannels, actual.ConstantChannels), Is.EqualTo((1, 1)));
            Assert.That((actual.Layer.Minimum, actual.Layer.Maximum, actual.Layer.NaNs), Is.EqualTo((-1f, 5f, 1L)));
            Assert.That(actual.Layer.Mean, Is.EqualTo(20.0 / 11).Within(1e-12));
        });
    }

    private static float[] Values(int count)
    {
        Random random = new(count);
        return [.. Enumerable.Range(0, count).Select(_ => MathF.Max(0, random.NextSingle() - 0.3f))];
    }
}
