namespace MiniConvViz.Kernels.Tests;

public class MaxPool2dSimdTests
{
    [Test]
    public void Run_AwkwardShapes_IsExact()
    {
        using CpuWorkers workers = new(2);
        foreach (Pool2dGeometry geometry in Pool2dCases.Awkward(dilated: true))
        {
            Check(workers, geometry, Numbers.Random(Pool2dCases.InputLength(geometry), 1));
        }
    }

    [Test]
    public void Run_SpecialValues_IsExact()
    {
        using CpuWorkers workers = new(2);
        foreach (Pool2dGeometry geometry in Pool2dCases.Awkward(dilated: true))
        {
            Check(workers, geometry, Numbers.RandomWithSpecial(Pool2dCases.InputLength(geometry), 2));
        }
    }

    [Test]
    public void Run_NothingButMinusInfinity_StaysMinusInfinity()
    {
        Pool2dGeometry geometry = Pool2dCases.Create((1, 2, 9, 20), (3, 3), (2, 2), (1, 1), (1, 1), ceilMode: true);
        float[] input = new float[Pool2dCases.InputLength(geometry)];
        Array.Fill(input, float.NegativeInfinity);
        Assert.That(Simd(2, geometry, input), Is.All.EqualTo(float.NegativeInfinity));
    }

    [Test]
    public void Run_AnyNumberOfThreads_GivesTheSameBits()
    {
        Pool2dGeometry geometry = Pool2dCases.Create((2, 5, 61, 77), (3, 3), (2, 2), (1, 1), (1, 1), ceilMode: false);
        float[] input = Numbers.RandomWithSpecial(Pool2dCases.InputLength(geometry), 3);
        SimdRun.AssertThreadsChangeNothing(
            Pool2dCases.OutputLength(geometry),
            (workers, output) => MaxPool2dSimd.Run(workers, geometry, input, output),
            Pool2dCases.Describe(geometry));
    }

    [Test]
    public void Run_SecondCall_AllocatesNothing()
    {
        Pool2dGeometry geometry = Pool2dCases.Create((2, 5, 61, 77), (2, 2), (2, 2), (0, 0), (1, 1), ceilMode: false);
        float[] input = Numbers.Random(Pool2dCases.InputLength(geometry), 4);
        SimdRun.AssertSecondCallAllocatesNothing(
            Pool2dCases.OutputLength(geometry),
            (workers, output) => MaxPool2dSimd.Run(workers, geometry, input, output));
    }

    private static void Check(CpuWorkers workers, Pool2dGeometry geometry, float[] input)
    {
        float[] expected = new float[Pool2dCases.OutputLength(geometry)];
        MaxPool2dReference.Run(geometry, input, expected);
        float[] got = SimdRun.Output(
            workers, expected.Length, (team, output) => MaxPool2dSimd.Run(team, geometry, input, output));
        FloatsAssert.Exact(expected, got, Pool2dCases.Describe(geometry));
    }

    private static float[] Simd(int threads, Pool2dGeometry geometry, float[] input) => SimdRun.Output(
        threads,
        Pool2dCases.OutputLength(geometry),
        (workers, output) => MaxPool2dSimd.Run(workers, geometry, input, output));
}
