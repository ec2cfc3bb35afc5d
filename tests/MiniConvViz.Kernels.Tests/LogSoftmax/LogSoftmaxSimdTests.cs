namespace MiniConvViz.Kernels.Tests;

public class LogSoftmaxSimdTests
{
    [Test]
    public void Run_AwkwardSizes_MatchesReference(
        [Values(1, 3, 70)] int outer,
        [Values(1, 2, 7, 8, 10, 17, 1000)] int length,
        [Values(1, 2, 8, 15, 33)] int inner)
    {
        AxisGeometry geometry = new() { Outer = outer, Length = length, Inner = inner };
        float[] input = Numbers.Random(outer * length * inner, length, scale: 9f);
        float[] expected = new float[input.Length];
        LogSoftmaxReference.Run(geometry, input, expected);
        float[] got = SimdRun.Output(
            2, input.Length, (workers, output) => LogSoftmaxSimd.Run(workers, geometry, input, output));
        FloatsAssert.Close(expected, got, 1e-6, $"outer {outer}, length {length}, inner {inner}");
    }

    [Test]
    public void Run_OneScore_IsZero([Values(1, 20)] int inner)
    {
        AxisGeometry geometry = new() { Outer = 3, Length = 1, Inner = inner };
        float[] input = Numbers.Random(3 * inner, 1);
        float[] got = SimdRun.Output(
            1, input.Length, (workers, output) => LogSoftmaxSimd.Run(workers, geometry, input, output));
        Assert.That(got, Is.All.Zero);
    }

    [Test]
    public void Run_SharesTooSmallForAFloat_HaveTheirLogarithms([Values(1, 2)] int inner)
    {
        AxisGeometry geometry = new() { Outer = 1, Length = 2, Inner = inner };
        float[] input = inner == 1 ? [0f, -1000f] : [0f, 0f, -1000f, -1000f];
        float[] got = SimdRun.Output(
            1, input.Length, (workers, output) => LogSoftmaxSimd.Run(workers, geometry, input, output));
        Assert.That(got, Is.EqualTo(input));
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    public void Run_NaNOrInfinity_SpoilsItsOwnAlone(float score)
    {
        foreach (int inner in new[] { 1, 2, 11 })
        {
            AxisGeometry geometry = new() { Outer = 3, Length = 21, Inner = inner };
            float[] input = Numbers.Random(3 * 21 * inner, 1);
            input[41 * inner] = score;
            float[] got = SimdRun.Output(
                2, input.Length, (workers, output) => LogSoftmaxSimd.Run(workers, geometry, input, output));
            Assert.That(got.Count(float.IsNaN), Is.EqualTo(21), $"inner {inner}");
        }
    }

    [Test]
    public void Run_InPlace_GivesTheSameBits([Values(1, 5)] int inner)
    {
        AxisGeometry geometry = new() { Outer = 2, Length = 13, Inner = inner };
        float[] input = Numbers.Random(2 * 13 * inner, 2);
        float[] expected = SimdRun.Output(
            1, input.Length, (workers, output) => LogSoftmaxSimd.Run(workers, geometry, input, output));
        using CpuWorkers workers = new(2);
        LogSoftmaxSimd.Run(workers, geometry, input, input);
        FloatsAssert.Exact(expected, input, $"inner {inner}");
    }

    [Test]
    public void Run_SecondCall_AllocatesNothing([Values(1, 33)] int inner)
    {
        AxisGeometry geometry = new() { Outer = 60, Length = 100, Inner = inner };
        float[] input = Numbers.Random(60 * 100 * inner, 3);
        SimdRun.AssertSecondCallAllocatesNothing(
            input.Length, (workers, output) => LogSoftmaxSimd.Run(workers, geometry, input, output));
    }
}
