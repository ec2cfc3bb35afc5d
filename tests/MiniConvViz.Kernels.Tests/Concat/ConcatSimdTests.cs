namespace MiniConvViz.Kernels.Tests;

public class ConcatSimdTests
{
    [Test]
    public void Run_SeveralInputs_LieSideBySideInEveryRow(
        [Values(1, 3, 400)] int outer, [Values(1, 30, 20_001)] int inner)
    {
        int[] inners = [inner, 7, 2 * inner];
        int outputInner = inners.Sum();
        float[] expected = new float[outer * outputInner];
        float[] got = new float[outer * outputInner];
        using CpuWorkers workers = new(2);
        int offset = 0;
        foreach (int width in inners)
        {
            float[] input = Numbers.RandomWithSpecial(outer * width, offset);
            ConcatReference.Run(outer, width, input, outputInner, offset, expected);
            ConcatSimd.Run(workers, outer, width, input, outputInner, offset, got);
            offset += width;
        }

        FloatsAssert.Exact(expected, got, $"outer {outer}, inner {string.Join(", ", inners)}");
    }

    [Test]
    public void Run_OneOfTwoInputs_LeavesTheOtherAlone()
    {
        float[] output = SimdRun.Output(
            1, 6, (workers, output) => ConcatSimd.Run(workers, 2, 2, [1f, 2f, 3f, 4f], 3, 1, output));
        Assert.That(output, Is.EqualTo(new[] { -12345f, 1f, 2f, -12345f, 3f, 4f }));
    }

    [Test]
    public void Run_SecondCall_AllocatesNothing()
    {
        float[] input = Numbers.Random(40_000, 3);
        SimdRun.AssertSecondCallAllocatesNothing(
            80_000, (workers, output) => ConcatSimd.Run(workers, 2, 20_000, input, 40_000, 20_000, output));
    }
}
