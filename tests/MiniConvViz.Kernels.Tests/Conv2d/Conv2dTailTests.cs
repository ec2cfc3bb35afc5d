namespace MiniConvViz.Kernels.Tests;

public class Conv2dTailTests
{
    private static readonly (int Channels, int Pixels)[] Sizes =
        [(1, 1), (3, 15), (16, 16), (17, 49), (40, 127), (64, 129), (20, 300)];

    /// <summary>Every combination of batch norm, residual and activation, and of tapped values.</summary>
    [Test]
    public void Run_AnyParts_EqualsTheStepsOneByOne(
        [Values] bool hasNorm, [Values] bool hasResidual, [Values] bool hasClamp, [Values(0, 1, 5, 10, 15)] int watched)
    {
        using CpuWorkers workers = new(2);
        foreach ((int channels, int pixels) in Sizes)
        {
            const int Batch = 2;
            string parameters = $"C {channels}, H*W {pixels}, watched {watched}";
            int count = Batch * channels * pixels;
            float[] conv = Numbers.RandomWithSpecial(count, pixels);
            float[] residual = Numbers.RandomWithSpecial(count, pixels + 1);
            float[] scale = hasNorm ? Numbers.Random(channels, 3) : [];
            float[] shift = hasNorm ? Numbers.Random(channels, 4) : [];
            ClampRange clamp = hasClamp ? ClampRange.ReLU6 : ClampRange.None;

            float[] norm = [.. conv.Select((x, i) => hasNorm ? Normalised(x, i / pixels % channels) : x)];
            float[] sum = [.. norm.Select((x, i) => hasResidual ? x + residual[i] : x)];
            float[] last = [.. sum.Select(clamp.Apply)];

            float[][] plain = [.. Enumerable.Range(0, 4).Select(stage => Watched(stage, count))];
            float[] lastBlocks = new float[ChannelBlocks.Floats(Batch, channels, pixels)];
            Conv2dTail.Run(
                workers,
                Batch,
                channels,
                pixels,
                LaneCases.ToBlocks(Batch, channels, pixels, conv),
                scale,
                shift,
                hasResidual ? LaneCases.ToBlocks(Batch, channels, pixels, residual) : [],
                clamp,
                plain[0],
                plain[1],
                plain[2],
                plain[3],
                lastBlocks);

            FloatsAssert.Exact(last, LaneCases.ToPlain(Batch, channels, pixels, lastBlocks), $"blocks, {parameters}");
            Check(plain[0], conv, "conv");
            Check(plain[1], hasNorm ? norm : [], "norm");
            Check(plain[2], hasResidual ? sum : [], "sum");
            Check(plain[3], last, "last");

            float Normalised(float x, int c)
            {
                float product = x * scale[c];
                return product + shift[c];
            }

            float[] Watched(int stage, int length)
            {
                float[] memory = (watched & (1 << stage)) == 0 ? [] : new float[length];
                Array.Fill(memory, -12345f);
                return memory;
            }

            void Check(float[] got, float[] expected, string what)
            {
                if (got.Length > 0 && expected.Length > 0)
                {
                    FloatsAssert.Exact(expected, got, $"{what}, {parameters}");
                }
            }
        }
    }

    [Test]
    public void Run_AnyNumberOfThreads_GivesTheSameBits()
    {
        float[] conv = LaneCases.ToBlocks(1, 40, 3001, Numbers.Random(40 * 3001, 1));
        SimdRun.AssertThreadsChangeNothing(
            40 * 3001,
            (workers, output) => Conv2dTail.Run(
                workers, 1, 40, 3001, conv, [], [], [], ClampRange.ReLU, [], [], [], output, new float[conv.Length]),
            "tail");
    }
}
