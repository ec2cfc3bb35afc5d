namespace MiniConvViz.Kernels.Tests;

public class ReduceGeometryTests
{
    [Test]
    public void Create_HeightAndWidth_IsOneRunPerChannel()
    {
        ReduceGeometry geometry = ReduceGeometry.Create([2, 3, 5, 7], Axes(2, 3));
        Assert.That((geometry.Kept.Rank, geometry.Kept.Count, geometry.Kept.Stride0), Is.EqualTo((1, 6, 35)));
        Assert.That((geometry.Reduced.Rank, geometry.Reduced.Count, geometry.Reduced.Stride0), Is.EqualTo((1, 35, 1)));
    }

    [Test]
    public void Create_EveryOtherOfEightAxes_UsesAllFour()
    {
        ReduceGeometry geometry = ReduceGeometry.Create([2, 2, 2, 2, 2, 2, 2, 2], Axes(0, 2, 4, 6));
        Assert.That((geometry.Kept.Rank, geometry.Reduced.Rank), Is.EqualTo((4, 4)));
        Assert.That(geometry.Kept.Offset(15), Is.EqualTo(1 + 4 + 16 + 64));
        Assert.That(geometry.Reduced.Offset(8), Is.EqualTo(128));
    }

    [Test]
    public void Create_AxesOfSizeOneBetween_AreLeftOut()
    {
        ReduceGeometry geometry = ReduceGeometry.Create([4, 1, 3, 1], Axes(0, 2));
        Assert.That((geometry.Kept.Rank, geometry.Reduced.Rank, geometry.Reduced.Count), Is.EqualTo((0, 1, 12)));
    }

    [Test]
    public void Offset_AllPositions_AreAllPlacesOnce()
    {
        int[] extents = [3, 4, 1, 5, 2, 6];
        for (uint axes = 0; axes < 64; axes++)
        {
            ReduceGeometry geometry = ReduceGeometry.Create(extents, axes);
            int[] places =
            [
                .. from i in Enumerable.Range(0, geometry.Kept.Count)
                   from r in Enumerable.Range(0, geometry.Reduced.Count)
                   select geometry.Kept.Offset(i) + geometry.Reduced.Offset(r),
            ];
            Assert.That(places.Order(), Is.EqualTo(Enumerable.Range(0, 720)), $"axes {axes:b6}");
        }
    }

    [Test]
    public void Axis_OneAfterTheOther_ReducesTheSameElements()
    {
        int[] extents = [3, 4, 1, 5, 2, 6];
        for (uint axes = 0; axes < 64; axes++)
        {
            ReduceGeometry geometry = ReduceGeometry.Create(extents, axes);
            int[] values = [.. Enumerable.Range(0, 720)];
            for (int i = 0; i < geometry.Axes; i++)
            {
                AxisGeometry axis = geometry.Axis(i);
                int[] before = values;
                values =
                [
                    .. Enumerable.Range(0, axis.Positions).Select(position => Enumerable.Range(0, axis.Length)
                        .Sum(r => before[axis.First(position) + (r * axis.Inner)])),
                ];
            }

            IEnumerable<int> expected = Enumerable.Range(0, geometry.Kept.Count).Select(kept => Enumerable
                .Range(0, geometry.Reduced.Count)
                .Sum(r => geometry.Kept.Offset(kept) + geometry.Reduced.Offset(r)));
            Assert.That(values, Is.EqualTo(expected), $"axes {axes:b6}");
        }
    }

    private static uint Axes(params int[] axes) => axes.Aggregate(0u, (bits, axis) => bits | (1u << axis));
}
