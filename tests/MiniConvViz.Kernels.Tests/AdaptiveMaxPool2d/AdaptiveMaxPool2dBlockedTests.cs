namespace MiniConvViz.Kernels.Tests;

/// <summary>Padding lanes, which hold no channel, are filled with NaN.</summary>
[Category(InstructionSetTests.Category)]
public class AdaptiveMaxPool2dBlockedTests
{
    [Test]
    public void Run_AwkwardShapes_IsExact(
        [ValueSource(typeof(LaneCases), nameof(LaneCases.Forms))] object form,
        [Values(1, 7, 17, 32)] int channels,
        [Values(1, 2, 6, 7)] int outHeight,
        [Values(1, 3, 7)] int outWidth)
    {
        using CpuWorkers workers = new(2);
        foreach ((int height, int width) in new[] { (1, 1), (7, 7), (3, 20), (13, 5), (40, 33) })
        {
            AdaptivePool2dGeometry geometry = new()
            {
                Batch = 2,
                Channels = channels,
                InHeight = height,
                InWidth = width,
                OutHeight = outHeight,
                OutWidth = outWidth,
            };
            float[] input = Numbers.RandomWithSpecial(2 * channels * height * width, 1);
            float[] expected = new float[2 * channels * outHeight * outWidth];
            AdaptiveMaxPool2dReference.Run(geometry, input, expected);
            float[] got = LaneCases.OutputOfBlocks(
                workers,
                geometry.Batch,
                channels,
                input,
                expected.Length,
                (team, blocks, output) =>
                    AdaptiveMaxPool2dBlocked.Run((LaneForm)form, team, geometry, blocks, output));
            FloatsAssert.Exact(expected, got, $"{form}, {height}x{width}");
        }
    }

    [Test]
    public void Run_AnyNumberOfThreads_GivesTheSameBits()
    {
        AdaptivePool2dGeometry geometry = new()
        {
            Batch = 2,
            Channels = 48,
            InHeight = 61,
            InWidth = 77,
            OutHeight = 7,
            OutWidth = 6,
        };
        float[] input = Numbers.Random(ChannelBlocks.Floats(2, 48, 61 * 77), 3);
        SimdRun.AssertThreadsChangeNothing(
            ChannelBlocks.Floats(2, 48, 7 * 6),
            (workers, output) => AdaptiveMaxPool2dBlocked.Run(workers, geometry, input, output),
            "61x77 to 7x6");
    }
}
