namespace MiniConvViz.Imaging.Tests;

public sealed class PercentilesTests
{
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(101)]
    [TestCase(1000)]
    public void Of_AnyValues_IsWhatSortingGives(int count)
    {
        float[] values = Numbers.Noise([1, count], seed: count).Values.ToArray();
        values[count / 2] = -0f;
        float[] sorted = [.. values.Order()];
        (float low, float high) = Percentiles.Of(values, 1, 99);
        Assert.That((low, high), Is.EqualTo((Interpolated(sorted, 1), Interpolated(sorted, 99))));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(101)]
    [TestCase(1000)]
    public void OfMagnitudes_AnyValues_IsWhatSortingGives(int count)
    {
        float[] values = Numbers.Noise([1, count], seed: count).Values.ToArray();
        float[] sorted = [.. values.Select(MathF.Abs).Order()];
        Assert.That(
            Percentiles.OfMagnitudes([.. values, float.NaN, float.NegativeInfinity], 99),
            Is.EqualTo(Interpolated(sorted, 99)));
    }

    [Test]
    public void OfMagnitudes_NothingFinite_IsNaN() =>
        Assert.That(Percentiles.OfMagnitudes([float.NaN], 99), Is.NaN);

    [Test]
    public void Of_ExtremesAndSpecialValues_SkipsWhatIsNotFinite()
    {
        float[] values = [float.NaN, 3, float.PositiveInfinity, -float.MaxValue, float.NegativeInfinity, float.Epsilon,
            float.MaxValue];
        Assert.That(Percentiles.Of(values, 0, 100), Is.EqualTo((-float.MaxValue, float.MaxValue)));
    }

    [Test]
    public void Of_NothingFinite_IsNaN() =>
        Assert.That(Percentiles.Of([float.NaN], 1, 99), Is.EqualTo((float.NaN, float.NaN)));

    private static float Interpolated(float[] sorted, double percent)
    {
        double position = percent / 100 * (sorted.Length - 1);
        int rank = (int)position;
        double part = position - rank;
        return part == 0 ? sorted[rank] : (float)(sorted[rank] + (part * ((double)sorted[rank + 1] - sorted[rank])));
    }
}
