using MiniConvViz.Analysis;

namespace MiniConvViz.Tests.Analysis;

public sealed class DifferenceTests
{
    [TestCase(1, 1, 0)]
    [TestCase(1, 3, 2)]
    [TestCase(0.0, -0.0, 0)]
    [TestCase(double.NaN, double.NaN, 0)]
    [TestCase(double.PositiveInfinity, double.PositiveInfinity, 0)]
    [TestCase(double.NegativeInfinity, double.NegativeInfinity, 0)]
    [TestCase(double.PositiveInfinity, double.NegativeInfinity, double.PositiveInfinity)]
    [TestCase(double.NaN, 1, double.PositiveInfinity)]
    [TestCase(1, double.NaN, double.PositiveInfinity)]
    [TestCase(double.NaN, double.PositiveInfinity, double.PositiveInfinity)]
    [TestCase(double.PositiveInfinity, 1, double.PositiveInfinity)]
    [TestCase(1, double.NegativeInfinity, double.PositiveInfinity)]
    public void Of_AnyTwoValues_IsNeverNaN(double ours, double theirs, double expected) =>
        Assert.That(Difference.Of(ours, theirs), Is.EqualTo(expected));

    [Test]
    public void RelativeL2_NaNOnBothSides_CountsForNothing()
    {
        float[] ours = [3, float.NaN, float.PositiveInfinity, 4.5f];
        float[] theirs = [3, float.NaN, float.PositiveInfinity, 4];
        Assert.That(Difference.RelativeL2(ours, theirs), Is.EqualTo(0.1).Within(1e-12));
    }

    [Test]
    public void RelativeL2_NaNOnOneSide_IsInfinite() =>
        Assert.That(Difference.RelativeL2([1, float.NaN], [1f, 1f]), Is.EqualTo(double.PositiveInfinity));
}
