namespace MiniConvViz.Kernels.Tests;

public class AvgPool2dSimdTests
{
    [Test]
    public void Run_AwkwardShapes_MatchesReference(
        [Values] bool countIncludePad, [Values(0, 5)] int divisorOverride)
    {
        using CpuWorkers workers = new(2);
        foreach (Pool2dGeometry shape in Pool2dCases.Awkward(dilated: false))
        {
            Pool2dGeometry geometry =
                shape with { CountIncludePad = countIncludePad ? 1 : 0, DivisorOverride = divisorOverride };
            float[] input = Numbers.Random(Pool2dCases.InputLength(geometry), 1);
            float[] expected = new float[Pool2dCases.OutputLength(geometry)];
            AvgPool2dReference.Run(geometry, input, expected);
            float[] got = SimdRun.Output(
                workers, expected.Length, (team, output) => AvgPool2dSimd.Run(team, geometry, input, output));
            FloatsAssert.Close(expected, got, 1e-6, Pool2dCases.Describe(geometry));
        }
    }

    [Test]
    public void Run_NaN_StaysUnderItsWindows()
    {
        Pool2dGeometry geometry = Pool2dCases.Create((1, 1, 6, 40), (2, 2), (2, 2), (0, 0), (1, 1), ceilMode: false);
        float[] input = new float[Pool2dCases.InputLength(geometry)];
        input[(2 * 40) + 37] = float.NaN;
        float[] output = SimdRun.Output(
            1,
            Pool2dCases.OutputLength(geometry),
            (workers, output) => AvgPool2dSimd.Run(workers, geometry, input, output));
        for (int i = 0; i < output.Length; i++)
        {
            Assert.That(output[i], Is.EqualTo(i == 20 + 18 ? float.NaN : 0f), $"index {i}");
        }
    }

    [Test]
    public void Run_AnyNumberOfThreads_GivesTheSameBits()
    {
        Pool2dGeometry geometry = Pool2dCases.Create((2, 5, 61, 77), (3, 3), (1, 1), (1, 1), (1, 1), ceilMode: false);
        float[] input = Numbers.Random(Pool2dCases.InputLength(geometry), 3);
        SimdRun.AssertThreadsChangeNothing(
            Pool2dCases.OutputLength(geometry),
            (workers, output) => AvgPool2dSimd.Run(workers, geometry, input, output),
            Pool2dCases.Describe(geometry));
    }

    [Test]
    public void Run_SecondCall_AllocatesNothing()
    {
        Pool2dGeometry geometry = Pool2dCases.Create((2, 5, 61, 77), (3, 3), (3, 3), (1, 1), (1, 1), ceilMode: false);
        float[] input = Numbers.Random(Pool2dCases.InputLength(geometry), 4);
        SimdRun.AssertSecondCallAllocatesNothing(
            Pool2dCases.OutputLength(geometry),
            (workers, output) => AvgPool2dSimd.Run(workers, geometry, input, output));
    }
}
