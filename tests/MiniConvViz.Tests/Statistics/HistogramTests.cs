using MiniConvViz.Statistics;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Statistics;

public sealed class HistogramTests
{
    [Test]
    public void Of_SomeNumbers_CountsEachInItsBin()
    {
        Histogram histogram = Histogram.Of(
        [
            0f, -0f, 1f, 1.5f, 2f, -1f, -2.5f, 1e-9f, 1e9f,
            float.NaN, float.PositiveInfinity, float.NegativeInfinity,
        ]);
        Dictionary<(float From, float To), long> expected = new()
        {
            [(float.NegativeInfinity, -32768f)] = 0,
            [(-4f, -2f)] = 1,
            [(-2f, -1f)] = 1,
            [(0f, 0f)] = 2,
            [(0f, 1f / 32768f)] = 1,
            [(1f, 2f)] = 2,
            [(2f, 4f)] = 1,
            [(32768f, float.PositiveInfinity)] = 1,
        };
        foreach (((float From, float To) bin, long count) in expected)
        {
            Assert.That(histogram.Counts[Histogram.Bins.IndexOf(bin)], Is.EqualTo(count), $"{bin}");
        }

        Assert.That(histogram.Counts.Sum(), Is.EqualTo(9));
    }

    [Test]
    public void Sum_OfTwo_IsThatOfAllNumbers()
    {
        float[] numbers = [.. Enumerable.Range(-500, 1000).Select(static i => i * 0.01f)];
        Histogram all = Histogram.Of(numbers);
        Histogram sum = Histogram.Of(numbers.AsSpan(..300)) + Histogram.Of(numbers.AsSpan(300..));
        Assert.That((sum, sum.GetHashCode()), Is.EqualTo((all, all.GetHashCode())));
        Assert.That(sum, Is.Not.EqualTo(Histogram.Of(numbers.AsSpan(1..))));
    }

    [Test]
    public void LayerStatistics_OfABatch_HasHistogramsOnlyWhereRequested()
    {
        Tensor values = new([2, 2, 1, 2], [1f, 0f, 4f, 5f, -1f, 3f, 7f, float.NaN]);
        LayerStatistics counted = LayerStatistics.Of(values, withHistograms: true);
        Assert.That(counted.Channels[0].Histogram, Is.EqualTo(Histogram.Of([1f, 0f, -1f, 3f])));
        Assert.That(counted.Channels[1].Histogram, Is.EqualTo(Histogram.Of([4f, 5f, 7f])));
        Assert.That(counted.Layer.Histogram, Is.EqualTo(Histogram.Of(values.Values)));
        LayerStatistics plain = LayerStatistics.Of(values);
        Assert.That(plain.Channels.Append(plain.Layer).Select(part => part.Histogram), Is.All.Null);
        Assert.That(ChannelStatistics.Combine(plain.Layer, counted.Layer).Histogram, Is.Null);
    }
}
