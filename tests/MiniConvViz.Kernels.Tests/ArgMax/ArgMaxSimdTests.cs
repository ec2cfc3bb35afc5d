namespace MiniConvViz.Kernels.Tests;

public class ArgMaxSimdTests
{
    [Test]
    public void Run_ManyEqualNumbersAndNaN_MatchesReference(
        [Values(1, 3, 70)] int outer,
        [Values(1, 2, 7, 8, 21)] int length,
        [Values(1, 2, 8, 15, 33)] int inner,
        [Values] bool selectLast)
    {
        AxisGeometry geometry = new() { Outer = outer, Length = length, Inner = inner };
        float[] whole = [.. Numbers.Random(outer * length * inner, length, scale: 2f).Select(x => MathF.Round(x))];
        foreach (float[] input in new[] { whole, Numbers.RandomWithSpecial(whole.Length, length) })
        {
            float[] expected = new float[outer * inner];
            ArgMaxReference.Run(geometry, selectLast, input, expected);
            float[] got = SimdRun.Output(
                2, expected.Length, (workers, output) => ArgMaxSimd.Run(workers, geometry, selectLast, input, output));
            FloatsAssert.Exact(expected, got, $"outer {outer}, length {length}, inner {inner}, last {selectLast}");
        }
    }

    [TestCase(false, 1f)]
    [TestCase(true, 3f)]
    public void Run_SeveralNaN_TheFirstOrTheLast(bool selectLast, float expected)
    {
        AxisGeometry geometry = new() { Outer = 1, Length = 5, Inner = 1 };
        float[] input = [1f, float.NaN, float.PositiveInfinity, float.NaN, 2f];
        float[] got = SimdRun.Output(
            1, 1, (workers, output) => ArgMaxSimd.Run(workers, geometry, selectLast, input, output));
        Assert.That(got[0], Is.EqualTo(expected));
    }

    [Test]
    public void Run_SecondCall_AllocatesNothing([Values(1, 33)] int inner)
    {
        AxisGeometry geometry = new() { Outer = 60, Length = 100, Inner = inner };
        float[] input = Numbers.Random(60 * 100 * inner, 3);
        SimdRun.AssertSecondCallAllocatesNothing(
            60 * inner, (workers, output) => ArgMaxSimd.Run(workers, geometry, false, input, output));
    }
}
