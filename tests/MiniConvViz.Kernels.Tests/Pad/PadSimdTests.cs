namespace MiniConvViz.Kernels.Tests;

public class PadSimdTests
{
    [Test]
    public void Run_AnyPadding_MatchesReference([Range(0, 199)] int seed)
    {
        PadGeometry geometry = PadCases.Random(seed);
        float[] input = Numbers.RandomWithSpecial(PadCases.Count(geometry.Rank, geometry.InExtents), seed);
        float[] expected = new float[PadCases.Count(geometry.Rank, geometry.OutExtents)];
        PadReference.Run(geometry, input, 7f, expected);
        float[] got = SimdRun.Output(
            2, expected.Length, (workers, output) => PadSimd.Run(workers, geometry, input, 7f, output));
        FloatsAssert.Exact(expected, got, $"seed {seed}, {geometry.Mode}");
    }

    [TestCase(PadMode.Constant, new[] { 0f, 0f, 0f, 1f, 2f, 3f, 0f, 0f })]
    [TestCase(PadMode.Reflect, new[] { 2f, 3f, 2f, 1f, 2f, 3f, 2f, 1f })]
    [TestCase(PadMode.Replicate, new[] { 1f, 1f, 1f, 1f, 2f, 3f, 3f, 3f })]
    [TestCase(PadMode.Circular, new[] { 1f, 2f, 3f, 1f, 2f, 3f, 1f, 2f })]
    public void Run_ThreeBeforeTwoAfter_IsTheDrawing(PadMode mode, float[] expected)
    {
        PadGeometry geometry = Row(3, 3, 2, mode);
        float[] got = SimdRun.Output(
            1, 8, (workers, output) => PadSimd.Run(workers, geometry, [1f, 2f, 3f], 0f, output));
        Assert.That(got, Is.EqualTo(expected));
    }

    [Test]
    public void Run_AnyThreads_GivesTheSame()
    {
        PadGeometry geometry = Row(90_000, 5, -7, PadMode.Reflect);
        float[] input = Numbers.Random(90_000, 1);
        SimdRun.AssertThreadsChangeNothing(
            89_998, (workers, output) => PadSimd.Run(workers, geometry, input, 0f, output), "one row");
        SimdRun.AssertSecondCallAllocatesNothing(
            89_998, (workers, output) => PadSimd.Run(workers, geometry, input, 0f, output));
    }

    private static PadGeometry Row(int size, int before, int after, PadMode mode) => new()
    {
        Rank = 1,
        InExtents = new AxisInts([size]),
        OutExtents = new AxisInts([PadGeometry.OutputSize(size, before, after)]),
        Before = new AxisInts([before]),
        Mode = mode,
    };
}
