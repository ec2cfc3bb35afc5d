namespace MiniConvViz.Kernels.Tests;

/// <summary>Padding lanes, which hold no channel, are filled with NaN.</summary>
[Category(InstructionSetTests.Category)]
public class AvgPool2dBlockedTests
{
    [Test]
    public void Run_AwkwardShapes_MatchesReference(
        [ValueSource(typeof(LaneCases), nameof(LaneCases.Forms))] object form,
        [Values] bool countIncludePad,
        [Values(0, 5)] int divisorOverride)
    {
        using CpuWorkers workers = new(2);
        foreach (Pool2dGeometry shape in Pool2dCases.Awkward(dilated: false))
        {
            Pool2dGeometry geometry =
                shape with { CountIncludePad = countIncludePad ? 1 : 0, DivisorOverride = divisorOverride };
            float[] input = Numbers.Random(Pool2dCases.InputLength(geometry), 1);
            float[] expected = new float[Pool2dCases.OutputLength(geometry)];
            AvgPool2dReference.Run(geometry, input, expected);
            float[] got = LaneCases.OutputOfBlocks(
                workers,
                geometry.Batch,
                geometry.Channels,
                input,
                expected.Length,
                (team, blocks, output) => AvgPool2dBlocked.Run((LaneForm)form, team, geometry, blocks, output));
            FloatsAssert.Close(expected, got, 1e-6, $"{form}, {Pool2dCases.Describe(geometry)}");
        }
    }

    [Test]
    public void Run_AnyNumberOfThreads_GivesTheSameBits()
    {
        Pool2dGeometry geometry = Pool2dCases.Create((2, 40, 61, 77), (3, 3), (2, 2), (1, 1), (1, 1), ceilMode: false);
        float[] input = Numbers.Random(ChannelBlocks.Floats(2, 40, 61 * 77), 3);
        SimdRun.AssertThreadsChangeNothing(
            ChannelBlocks.Floats(2, 40, geometry.OutHeight * geometry.OutWidth),
            (workers, output) => AvgPool2dBlocked.Run(workers, geometry, input, output),
            Pool2dCases.Describe(geometry));
    }

    [Test]
    public void Run_SecondCall_AllocatesNothing()
    {
        Pool2dGeometry geometry = Pool2dCases.Create((2, 40, 61, 77), (3, 3), (2, 2), (1, 1), (1, 1), ceilMode: false);
        float[] input = Numbers.Random(ChannelBlocks.Floats(2, 40, 61 * 77), 3);
        SimdRun.AssertSecondCallAllocatesNothing(
            ChannelBlocks.Floats(2, 40, geometry.OutHeight * geometry.OutWidth),
            (workers, output) => AvgPool2dBlocked.Run(workers, geometry, input, output));
    }
}
