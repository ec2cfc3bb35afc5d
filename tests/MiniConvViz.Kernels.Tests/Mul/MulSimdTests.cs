namespace MiniConvViz.Kernels.Tests;

public class MulSimdTests
{
    [TestCaseSource(typeof(Numbers), nameof(Numbers.Lengths))]
    public void Run_SameShape_IsExact(int length) => Check(length, 1);

    [Test]
    public void Run_OneFactorPerChannel_IsExact(
        [Values(1, 3, 17)] int factors, [Values(2, 7, 8, 49, 100, 20_001)] int repeat) =>
        Check(factors * repeat, repeat);

    [Test]
    public void Run_IntoLeft_IsExact()
    {
        float[] left = Numbers.RandomWithSpecial(99, 1);
        float[] right = Numbers.RandomWithSpecial(9, 2);
        float[] expected = new float[99];
        MulReference.Run(left, right, 11, expected);
        using CpuWorkers workers = new(2);
        MulSimd.Run(workers, left, right, 11, left);
        FloatsAssert.Exact(expected, left, "into left");
    }

    [Test]
    public void Run_SecondCall_AllocatesNothing()
    {
        float[] left = Numbers.Random(40_000, 3);
        float[] right = Numbers.Random(40, 4);
        SimdRun.AssertSecondCallAllocatesNothing(
            left.Length, (workers, output) => MulSimd.Run(workers, left, right, 1000, output));
    }

    private static void Check(int length, int repeat)
    {
        float[] left = Numbers.RandomWithSpecial(length, 1);
        float[] right = Numbers.RandomWithSpecial(length / repeat, 2);
        float[] expected = new float[length];
        MulReference.Run(left, right, repeat, expected);
        float[] got = SimdRun.Output(2, length, (workers, output) => MulSimd.Run(workers, left, right, repeat, output));
        FloatsAssert.Exact(expected, got, $"length {length}, repeat {repeat}");
    }
}
