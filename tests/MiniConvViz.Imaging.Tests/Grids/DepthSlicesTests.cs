namespace MiniConvViz.Imaging.Tests;

/// <summary>The slices of a volume that are drawn.</summary>
public sealed class DepthSlicesTests
{
    [TestCase(1, new[] { 0 }, "slices from left to right")]
    [TestCase(8, new[] { 0, 1, 2, 3, 4, 5, 6, 7 }, "slices from left to right")]
    [TestCase(9, new[] { 0, 1, 2, 3, 5, 6, 7, 8 }, "8 of 9 slices, evenly chosen, from left to right")]
    [TestCase(15, new[] { 0, 2, 4, 6, 8, 10, 12, 14 }, "8 of 15 slices, evenly chosen, from left to right")]
    [TestCase(100, new[] { 0, 14, 28, 42, 57, 71, 85, 99 }, "8 of 100 slices, evenly chosen, from left to right")]
    public void Of_ADepth_AreEvenlyChosenWithBothEnds(int depth, int[] slices, string fact)
    {
        Assert.That(DepthSlices.Of(depth), Is.EqualTo(slices));
        Assert.That(DepthSlices.Fact(depth), Is.EqualTo(fact));
    }
}
