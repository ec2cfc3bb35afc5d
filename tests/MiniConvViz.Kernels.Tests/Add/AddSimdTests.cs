namespace MiniConvViz.Kernels.Tests;

public class AddSimdTests
{
    [TestCaseSource(typeof(Numbers), nameof(Numbers.Lengths))]
    public void Run_AnyLength_IsExact(int length)
    {
        float[] left = Numbers.RandomWithSpecial(length, 1);
        float[] right = Numbers.RandomWithSpecial(length, 2);
        float[] expected = new float[length];
        AddReference.Run(left, right, expected);
        float[] got = SimdRun.Output(2, length, (workers, output) => AddSimd.Run(workers, left, right, output));
        FloatsAssert.Exact(expected, got, $"length {length}");
    }

    [Test]
    public void Run_IntoEitherInput_IsExact()
    {
        float[] left = Numbers.RandomWithSpecial(99, 1);
        float[] right = Numbers.RandomWithSpecial(99, 2);
        float[] expected = new float[99];
        AddReference.Run(left, right, expected);
        using CpuWorkers workers = new(2);
        float[] output = [.. left];
        AddSimd.Run(workers, output, right, output);
        FloatsAssert.Exact(expected, output, "into left");
        output = [.. right];
        AddSimd.Run(workers, left, output, output);
        FloatsAssert.Exact(expected, output, "into right");
    }

    [Test]
    public void Run_SecondCall_AllocatesNothing()
    {
        float[] input = Numbers.Random(40_001, 3);
        SimdRun.AssertSecondCallAllocatesNothing(
            input.Length, (workers, output) => AddSimd.Run(workers, input, input, output));
    }
}
