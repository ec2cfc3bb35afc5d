namespace MiniConvViz.Kernels.Tests;

[Category(InstructionSetTests.Category)]
public class ChannelBlocksSimdTests
{
    private static readonly int[] Pixels = [1, 2, 4, 15, 16, 17, 31, 32, 49, 196, 1024, 1025, 1040, 2600];

    [Test]
    public void Pack_AwkwardSizes_IsExact(
        [ValueSource(typeof(LaneCases), nameof(LaneCases.Forms))] object form,
        [Values(1, 3)] int batch,
        [Values(1, 3, 7, 8, 16, 17, 31, 48)] int channels)
    {
        using CpuWorkers workers = new(2);
        foreach (int pixels in Pixels)
        {
            float[] plain = Numbers.RandomWithSpecial(batch * channels * pixels, pixels);
            float[] blocked = new float[ChannelBlocks.Floats(batch, channels, pixels)];
            Array.Fill(blocked, -12345f);
            ChannelBlocksSimd.Pack((LaneForm)form, workers, batch, channels, pixels, plain, blocked);
            float[] got = LaneCases.ToPlain(batch, channels, pixels, blocked);
            FloatsAssert.Exact(plain, got, $"{form}, N {batch}, C {channels}, H*W {pixels}");
        }
    }

    [Test]
    public void Unpack_AwkwardSizes_IsExact(
        [ValueSource(typeof(LaneCases), nameof(LaneCases.Forms))] object form,
        [Values(1, 3)] int batch,
        [Values(1, 3, 7, 8, 16, 17, 31, 48)] int channels)
    {
        using CpuWorkers workers = new(2);
        foreach (int pixels in Pixels)
        {
            float[] plain = Numbers.RandomWithSpecial(batch * channels * pixels, pixels);
            float[] blocked = LaneCases.ToBlocks(batch, channels, pixels, plain);
            float[] got = SimdRun.Output(
                workers,
                plain.Length,
                (team, output) =>
                    ChannelBlocksSimd.Unpack((LaneForm)form, team, batch, channels, pixels, blocked, output));
            FloatsAssert.Exact(plain, got, $"{form}, N {batch}, C {channels}, H*W {pixels}");
        }
    }

    [Test]
    public void PackAndUnpack_AnyNumberOfThreads_GivesTheSameBits()
    {
        float[] plain = Numbers.Random(2 * 40 * 3001, 1);
        float[] blocked = LaneCases.ToBlocks(2, 40, 3001, plain);
        SimdRun.AssertThreadsChangeNothing(
            blocked.Length, (workers, output) => ChannelBlocksSimd.Pack(workers, 2, 40, 3001, plain, output), "pack");
        SimdRun.AssertThreadsChangeNothing(
            plain.Length,
            (workers, output) => ChannelBlocksSimd.Unpack(workers, 2, 40, 3001, blocked, output),
            "unpack");
    }

    [Test]
    public void PackAndUnpack_SecondCall_AllocatesNothing()
    {
        float[] plain = Numbers.Random(40 * 3001, 1);
        float[] blocked = LaneCases.ToBlocks(1, 40, 3001, plain);
        SimdRun.AssertSecondCallAllocatesNothing(
            blocked.Length, (workers, output) => ChannelBlocksSimd.Pack(workers, 1, 40, 3001, plain, output));
        SimdRun.AssertSecondCallAllocatesNothing(
            plain.Length, (workers, output) => ChannelBlocksSimd.Unpack(workers, 1, 40, 3001, blocked, output));
    }
}
