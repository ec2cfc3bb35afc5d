namespace MiniConvViz.Kernels.Tests;

public class StridedViewTests
{
    [Test]
    public void Permute_ChannelsLast_CoalescesToThreeAxes()
    {
        StridedView view = StridedView.Whole([2, 3, 4, 5]).Permute([0, 2, 3, 1]).Coalesced();
        Assert.That(Describe(view), Is.EqualTo("[2, 20, 3] by [60, 1, 20] from 0"));
    }

    [Test]
    public void Whole_AnyRank_CoalescesToOneRow() => Assert.That(
        Describe(StridedView.Whole([2, 1, 3, 4, 1]).Coalesced()), Is.EqualTo("[24] by [1] from 0"));

    [Test]
    public void Whole_OneNumber_CoalescesToNoAxis() =>
        Assert.That(Describe(StridedView.Whole([1, 1]).Coalesced()), Is.EqualTo("[] by [] from 0"));

    [Test]
    public void Slice_Backwards_BeginsAtTheEnd() => Assert.That(
        Describe(StridedView.Whole([3, 8]).Slice(1, 6, 3, -2)), Is.EqualTo("[3, 3] by [8, -2] from 6"));

    [Test]
    public void Expand_FactorPerChannel_RepeatsEachInARow() => Assert.That(
        Describe(StridedView.Whole([2, 3, 1, 1]).Expand([2, 3, 4, 5]).Coalesced()),
        Is.EqualTo("[6, 20] by [1, 0] from 0"));

    [Test]
    public void Coalesced_AnyView_ReadsTheSameNumbers([Range(0, 49)] int seed)
    {
        StridedView view = StridedViews.Random(seed);
        StridedView coalesced = view.Coalesced();
        Assert.That(coalesced.Count, Is.EqualTo(view.Count));
        for (int i = 0; i < view.Count; i++)
        {
            Assert.That(coalesced.Position(i), Is.EqualTo(view.Position(i)), $"seed {seed}, {Describe(view)}, {i}");
        }
    }

    private static string Describe(StridedView view)
    {
        string extents = string.Join(", ", Enumerable.Range(0, view.Rank).Select(axis => view.Extents[axis]));
        string strides = string.Join(", ", Enumerable.Range(0, view.Rank).Select(axis => view.Strides[axis]));
        return $"[{extents}] by [{strides}] from {view.Offset}";
    }
}
