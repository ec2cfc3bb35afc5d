namespace MiniConvViz.Kernels.Tests;

/// <summary>Padding lanes, which hold no channel, are filled with NaN.</summary>
[Category(InstructionSetTests.Category)]
public class BatchNorm2dBlockedTests
{
    [Test]
    public void Run_AwkwardSizes_IsScaledAndShifted(
        [ValueSource(typeof(LaneCases), nameof(LaneCases.Forms))] object form,
        [Values(1, 3)] int batch,
        [Values(1, 7, 16, 17, 40)] int channels,
        [Values(1, 7, 49, 1024, 1025, 3000)] int plane)
    {
        using CpuWorkers workers = new(2);
        BatchNorm2dGeometry geometry = new() { Batch = batch, Channels = channels, Plane = plane };
        float[] input = Numbers.Random(batch * channels * plane, 1, scale: 3f);
        float[] scale = Numbers.Random(channels, 2);
        float[] shift = Numbers.Random(channels, 3);
        float[] expected = SimdRun.Output(
            workers,
            input.Length,
            (team, output) => BatchNorm2dSimd.Run(team, geometry, input, scale, shift, output));
        float[] got = LaneCases.OutputOfBlocks(
            workers,
            batch,
            channels,
            input,
            expected.Length,
            (team, blocks, output) =>
                BatchNorm2dBlocked.Run((LaneForm)form, team, geometry, blocks, scale, shift, output));
        FloatsAssert.Close(expected, got, 1e-6, $"{form}, N {batch}, C {channels}, H*W {plane}");
    }

    [Test]
    public void Run_AnyNumberOfThreads_GivesTheSameBits()
    {
        BatchNorm2dGeometry geometry = new() { Batch = 2, Channels = 17, Plane = 3001 };
        float[] input = Numbers.Random(ChannelBlocks.Floats(2, 17, 3001), 1);
        float[] scale = Numbers.Random(17, 2);
        SimdRun.AssertThreadsChangeNothing(
            input.Length,
            (workers, output) => BatchNorm2dBlocked.Run(workers, geometry, input, scale, scale, output),
            "N 2, C 17, H*W 3001");
    }
}
