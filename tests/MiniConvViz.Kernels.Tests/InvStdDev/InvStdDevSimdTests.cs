namespace MiniConvViz.Kernels.Tests;

public class InvStdDevSimdTests
{
    [Test]
    public void Run_AwkwardSizes_MatchesReference(
        [Values(1, 3, 70)] int rows,
        [Values(1, 2, 7, 8, 17, 1000)] int length)
    {
        float[] input = [.. Numbers.Random(rows * length, length).Select(x => x + 100f)];
        float[] expected = new float[rows];
        InvStdDevReference.Run(length, input, 1e-5f, expected);
        float[] got = SimdRun.Output(
            2, rows, (workers, output) => InvStdDevSimd.Run(workers, length, input, 1e-5f, output));
        FloatsAssert.Close(expected, got, 1e-6, $"rows {rows}, length {length}");
    }

    [Test]
    public void Run_SecondCall_AllocatesNothing()
    {
        float[] input = Numbers.Random(60 * 1000, 3);
        SimdRun.AssertSecondCallAllocatesNothing(
            60, (workers, output) => InvStdDevSimd.Run(workers, 1000, input, 1e-5f, output));
    }
}
