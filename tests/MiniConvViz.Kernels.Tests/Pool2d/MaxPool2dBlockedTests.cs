namespace MiniConvViz.Kernels.Tests;

/// <summary>Padding lanes, which hold no channel, are filled with NaN.</summary>
[Category(InstructionSetTests.Category)]
public class MaxPool2dBlockedTests
{
    [Test]
    public void Run_AwkwardShapes_IsExact(
        [ValueSource(typeof(LaneCases), nameof(LaneCases.Forms))] object form)
    {
        using CpuWorkers workers = new(2);
        foreach (Pool2dGeometry geometry in Pool2dCases.Awkward(dilated: true))
        {
            float[] input = Numbers.RandomWithSpecial(Pool2dCases.InputLength(geometry), 1);
            float[] expected = new float[Pool2dCases.OutputLength(geometry)];
            MaxPool2dReference.Run(geometry, input, expected);
            float[] got = LaneCases.OutputOfBlocks(
                workers,
                geometry.Batch,
                geometry.Channels,
                input,
                expected.Length,
                (team, blocks, output) => MaxPool2dBlocked.Run((LaneForm)form, team, geometry, blocks, output));
            FloatsAssert.Exact(expected, got, $"{form}, {Pool2dCases.Describe(geometry)}");
        }
    }

    [Test]
    public void Run_AnyNumberOfThreads_GivesTheSameBits()
    {
        Pool2dGeometry geometry = Pool2dCases.Create((2, 40, 61, 77), (3, 3), (2, 2), (1, 1), (1, 1), ceilMode: false);
        float[] input = Numbers.Random(ChannelBlocks.Floats(2, 40, 61 * 77), 3);
        SimdRun.AssertThreadsChangeNothing(
            ChannelBlocks.Floats(2, 40, geometry.OutHeight * geometry.OutWidth),
            (workers, output) => MaxPool2dBlocked.Run(workers, geometry, input, output),
            Pool2dCases.Describe(geometry));
    }

    [Test]
    public void Run_SecondCall_AllocatesNothing()
    {
        Pool2dGeometry geometry = Pool2dCases.Create((2, 40, 61, 77), (3, 3), (2, 2), (1, 1), (1, 1), ceilMode: false);
        float[] input = Numbers.Random(ChannelBlocks.Floats(2, 40, 61 * 77), 3);
        SimdRun.AssertSecondCallAllocatesNothing(
            ChannelBlocks.Floats(2, 40, geometry.OutHeight * geometry.OutWidth),
            (workers, output) => MaxPool2dBlocked.Run(workers, geometry, input, output));
    }
}
