namespace MiniConvViz.Kernels.Tests;

public class BroadcastGeometryTests
{
    [Test]
    public void Create_SameShape_IsOneAxis()
    {
        BroadcastGeometry geometry = BroadcastGeometry.Create([2, 3, 4, 5], [2, 3, 4, 5]);
        Assert.That(geometry.Rank, Is.EqualTo(1));
        AssertAxis(geometry.Axis0, 120, 1, 1);
    }

    [Test]
    public void Create_FactorPerChannel_IsTwoAxes()
    {
        BroadcastGeometry geometry = BroadcastGeometry.Create([2, 3, 4, 5], [2, 3, 1, 1]);
        Assert.That(geometry.Rank, Is.EqualTo(2));
        AssertAxis(geometry.Axis0, 20, 1, 0);
        AssertAxis(geometry.Axis1, 6, 20, 1);
    }

    [Test]
    public void Create_ChannelsOnly_KeepsTheBatchApart()
    {
        BroadcastGeometry geometry = BroadcastGeometry.Create([3, 1, 1], [2, 3, 4, 5]);
        Assert.That(geometry.Rank, Is.EqualTo(3));
        AssertAxis(geometry.Axis0, 20, 0, 1);
        AssertAxis(geometry.Axis1, 3, 1, 20);
        AssertAxis(geometry.Axis2, 2, 0, 60);
    }

    [Test]
    public void Create_Scalar_IsOneAxis() =>
        AssertAxis(BroadcastGeometry.Create([2, 3, 4], []).Axis0, 24, 1, 0);

    [Test]
    public void Offsets_RowsMeetColumns_WalksBoth()
    {
        BroadcastGeometry geometry = BroadcastGeometry.Create([3, 1], [1, 2]);
        int[] left = [.. Enumerable.Range(0, 6).Select(i => geometry.Offsets(i).Left)];
        int[] right = [.. Enumerable.Range(0, 6).Select(i => geometry.Offsets(i).Right)];
        Assert.That(left, Is.EqualTo([0, 0, 1, 1, 2, 2]));
        Assert.That(right, Is.EqualTo([0, 1, 0, 1, 0, 1]));
    }

    private static void AssertAxis(BroadcastAxis axis, int extent, int leftStride, int rightStride) =>
        Assert.That((axis.Extent, axis.LeftStride, axis.RightStride), Is.EqualTo((extent, leftStride, rightStride)));
}
