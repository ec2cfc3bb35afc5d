namespace MiniConvViz.Kernels.Tests;

public class GatherSimdTests
{
    [Test]
    public void Run_AnySizes_MatchesReference(
        [Values(1, 3)] int outer, [Values(1, 5)] int length, [Values(1, 7, 20_001)] int inner)
    {
        GatherGeometry geometry = new() { Outer = outer, Length = length, Inner = inner, Count = 4 };
        float[] indices = [length - 1, -1, -length, 0];
        float[] input = Numbers.RandomWithSpecial(outer * length * inner, inner);
        float[] expected = new float[outer * 4 * inner];
        GatherReference.Run(geometry, input, indices, expected);
        SimdRun.Kernel kernel = (workers, output) => GatherSimd.Run(workers, geometry, input, indices, output);
        FloatsAssert.Exact(expected, SimdRun.Output(2, expected.Length, kernel), $"{outer}, {length}, {inner}");
        SimdRun.AssertThreadsChangeNothing(expected.Length, kernel, $"{outer}, {length}, {inner}");
    }

    [TestCase(2f, 2)]
    [TestCase(-1f, 2)]
    [TestCase(-3f, 0)]
    [TestCase(3f, 2)]
    [TestCase(-4f, 0)]
    [TestCase(1e30f, 2)]
    [TestCase(-1e30f, 0)]
    [TestCase(float.NaN, 0)]
    public void Slice_AnyNumber_LiesInside(float index, int expected)
    {
        GatherGeometry geometry = new() { Outer = 1, Length = 3, Inner = 1, Count = 1 };
        Assert.That(geometry.Slice(index), Is.EqualTo(expected));
    }

    [Test]
    public void FindOutside_Indices_IsTheFirstWithoutASlice()
    {
        GatherGeometry geometry = new() { Outer = 1, Length = 3, Inner = 1, Count = 4 };
        Assert.That(GatherReference.FindOutside(geometry, [0f, 2f, -3f]), Is.EqualTo(-1));
        Assert.That(GatherReference.FindOutside(geometry, [0f, 2f, 3f, 7f]), Is.EqualTo(2));
        Assert.That(GatherReference.FindOutside(geometry, [0f, float.NaN]), Is.EqualTo(1));
    }

    [Test]
    public void Run_SecondCall_AllocatesNothing()
    {
        GatherGeometry geometry = new() { Outer = 2, Length = 10, Inner = 3_000, Count = 3 };
        float[] input = Numbers.Random(60_000, 3);
        float[] indices = [4f, -2f, 0f];
        SimdRun.AssertSecondCallAllocatesNothing(
            18_000, (workers, output) => GatherSimd.Run(workers, geometry, input, indices, output));
    }
}
