namespace MiniConvViz.Kernels.Tests;

/// <summary>Indices and weights that can be computed by hand.</summary>
public class ResizeTableTests
{
    [Test]
    public void Nearest_TimesTwo_RepeatsEveryPixel() =>
        Assert.That(Fill(ResizeRule.Nearest, 3, 6, 2.0).Places, Is.EqualTo(new[] { 0f, 0, 1, 1, 2, 2 }));

    [TestCase(ResizeRounding.Floor, new[] { 0f, 1, 3 })]
    [TestCase(ResizeRounding.Ceil, new[] { 0f, 2, 3 })]
    [TestCase(ResizeRounding.RoundPreferFloor, new[] { 0f, 1, 3 })]
    [TestCase(ResizeRounding.RoundPreferCeil, new[] { 0f, 2, 3 })]
    public void Nearest_HalfWay_GoesWhereTheRoundingSays(ResizeRounding rounding, float[] places)
    {
        // Three pixels over four, corners aligned: the middle one is at coordinate 1.5.
        ResizeRule rule = new(ResizeMode.Nearest, ResizeCoordinates.AlignCorners, rounding);
        Assert.That(Fill(rule, 4, 3, 0.75).Places, Is.EqualTo(places));
    }

    [Test]
    public void Linear_TimesTwo_MixesAQuarterAndThreeQuarters()
    {
        (float[] places, float[] weights) = Fill(ResizeRule.Linear(), 2, 4, 2.0);
        Assert.That(places, Is.EqualTo(new[] { 0f, 1, 0, 1, 0, 1, 1, 1 }));
        Assert.That(weights, Is.EqualTo(new[] { 1f, 0, 0.75f, 0.25f, 0.25f, 0.75f, 1, 0 }));
    }

    [Test]
    public void Cubic_HalfWay_SwingsOver()
    {
        // Halving samples half way between two pixels: -3/32, 19/32, 19/32, -3/32 with a coefficient of -0.75.
        (_, float[] weights) = Fill(ResizeRule.Cubic(), 8, 4, 0.5);
        Assert.That(weights[4..8], Is.EqualTo(new[] { -3f / 32, 19f / 32, 19f / 32, -3f / 32 }));
    }

    [Test]
    public void Cubic_OutsideExcluded_WeighsTheImageAlone()
    {
        ResizeRule rule = ResizeRule.Cubic() with { ExcludeOutside = true };
        (_, float[] weights) = Fill(rule, 8, 4, 0.5);
        Assert.That(weights[..4], Is.EqualTo(new[] { 0f, 19f / 35, 19f / 35, -3f / 35 }));
    }

    private static (float[] Places, float[] Weights) Fill(ResizeRule rule, int size, int outSize, double scale)
    {
        float[] places = new float[outSize * ResizeTable.Taps(rule.Mode)];
        float[] weights = new float[places.Length];
        ResizeTable.Fill(rule, size, outSize, scale, places, weights);
        return (places, weights);
    }
}
