using CsCheck;

namespace MiniConvViz.Kernels.Tests;

public class SoftmaxSimdTests
{
    [Test]
    public void Run_AwkwardSizes_MatchesReference(
        [Values(1, 3, 70)] int outer,
        [Values(1, 2, 7, 8, 10, 17, 1000)] int length,
        [Values(1, 2, 8, 15, 33)] int inner)
    {
        AxisGeometry geometry = new() { Outer = outer, Length = length, Inner = inner };
        Check(geometry, Numbers.Random(outer * length * inner, length, scale: 9f));
    }

    [Test]
    public void Run_LargeAndInfiniteScores_MatchReference([Values(1, 3)] int inner)
    {
        float[] scores =
        [
            1000f, 999f, -1000f, 3e38f, 88f, -3e38f, float.NegativeInfinity, 0f, -0f, 1e-40f, 90f, 91f,
        ];
        AxisGeometry geometry = new() { Outer = 1, Length = scores.Length / inner, Inner = inner };
        Check(geometry, scores);
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    public void Run_NaNOrInfinity_SpoilsItsSoftmaxOnly(float score)
    {
        foreach (int inner in new[] { 1, 2, 11 })
        {
            AxisGeometry geometry = new() { Outer = 3, Length = 21, Inner = inner };
            float[] input = Numbers.Random(3 * 21 * inner, 1);
            input[(21 * inner) + (20 * inner)] = score;
            Check(geometry, input);
        }
    }

    [Test]
    public void Run_NothingButMinusInfinity_IsNaN()
    {
        AxisGeometry geometry = new() { Outer = 1, Length = 3, Inner = 1 };
        Check(geometry, [float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity]);
    }

    [Test]
    public void Run_AnyScores_SumToOne() =>
        Gen.Float[-80f, 80f].Array[1, 50].Sample(scores =>
        {
            AxisGeometry geometry = new() { Outer = 1, Length = scores.Length, Inner = 1 };
            float[] shares = SimdRun.Output(
                1, scores.Length, (workers, output) => SoftmaxSimd.Run(workers, geometry, scores, output));
            Assert.That(shares.Sum(share => (double)share), Is.EqualTo(1.0).Within(1e-6));
        });

    [Test]
    public void Run_InPlace_GivesTheSameBits([Values(1, 5)] int inner)
    {
        AxisGeometry geometry = new() { Outer = 2, Length = 13, Inner = inner };
        float[] input = Numbers.Random(2 * 13 * inner, 2);
        float[] expected = SimdRun.Output(
            1, input.Length, (workers, output) => SoftmaxSimd.Run(workers, geometry, input, output));
        using CpuWorkers workers = new(2);
        SoftmaxSimd.Run(workers, geometry, input, input);
        FloatsAssert.Exact(expected, input, $"inner {inner}");
    }

    [Test]
    public void Run_AnyNumberOfThreads_GivesTheSameBits([Values(1, 33)] int inner)
    {
        AxisGeometry geometry = new() { Outer = 60, Length = 100, Inner = inner };
        float[] input = Numbers.Random(60 * 100 * inner, 3);
        SimdRun.AssertThreadsChangeNothing(
            input.Length, (workers, output) => SoftmaxSimd.Run(workers, geometry, input, output), $"inner {inner}");
    }

    [Test]
    public void Run_SecondCall_AllocatesNothing([Values(1, 33)] int inner)
    {
        AxisGeometry geometry = new() { Outer = 60, Length = 100, Inner = inner };
        float[] input = Numbers.Random(60 * 100 * inner, 3);
        SimdRun.AssertSecondCallAllocatesNothing(
            input.Length, (workers, output) => SoftmaxSimd.Run(workers, geometry, input, output));
    }

    private static void Check(AxisGeometry geometry, float[] input)
    {
        float[] expected = new float[input.Length];
        SoftmaxReference.Run(geometry, input, expected);
        float[] got = SimdRun.Output(
            2, input.Length, (workers, output) => SoftmaxSimd.Run(workers, geometry, input, output));
        string parameters = $"outer {geometry.Outer}, length {geometry.Length}, inner {geometry.Inner}";
        FloatsAssert.CloseEach(expected, got, 5e-6, parameters);
    }
}
