namespace MiniConvViz.Kernels.Tests;

/// <summary>Padding lanes, which hold no channel, are filled with NaN.</summary>
[Category(InstructionSetTests.Category)]
public class BinaryBlockedTests
{
    [Test]
    public void Run_MapsAndOneNumberPerChannel_IsExact(
        [Values(1, 3)] int batch,
        [Values(1, 7, 16, 17, 40)] int channels,
        [Values(1, 7, 49, 1024, 1025, 3000)] int pixels,
        [Values] bool mapsFirst)
    {
        using CpuWorkers workers = new(2);
        float[] maps = Numbers.RandomWithSpecial(batch * channels * pixels, 1);
        float[] factors = Numbers.Random(batch * channels, 2);
        BroadcastGeometry geometry = mapsFirst
            ? BroadcastGeometry.Create([batch * channels, pixels], [batch * channels, 1])
            : BroadcastGeometry.Create([batch * channels, 1], [batch * channels, pixels]);
        float[] expected = new float[maps.Length];
        BinaryReference.Run(
            default(SubFunction), geometry, mapsFirst ? maps : factors, mapsFirst ? factors : maps, expected);

        float[] blockedFactors = LaneCases.ToBlocks(batch, channels, 1, factors);
        float[] got = LaneCases.OutputOfBlocks(
            workers,
            batch,
            channels,
            maps,
            expected.Length,
            (team, blocks, output) => BinaryBlocked.Run(
                team,
                default(SubFunction),
                batch,
                channels,
                pixels,
                mapsFirst ? blocks : blockedFactors,
                mapsFirst ? blockedFactors : blocks,
                output));
        FloatsAssert.Exact(expected, got, $"N {batch}, C {channels}, H*W {pixels}");
    }

    [Test]
    public void Run_SecondCall_AllocatesNothing()
    {
        float[] maps = Numbers.Random(ChannelBlocks.Floats(2, 40, 3000), 1);
        float[] factors = Numbers.Random(ChannelBlocks.Floats(2, 40, 1), 2);
        SimdRun.AssertSecondCallAllocatesNothing(
            maps.Length,
            (workers, output) =>
                BinaryBlocked.Run(workers, default(MulFunction), 2, 40, 3000, maps, factors, output));
    }
}
