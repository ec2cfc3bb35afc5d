using CsCheck;

namespace MiniConvViz.Kernels.Tests;

public class AdaptiveAvgPool2dSimdTests
{
    private static readonly (int N, int C, int H, int W)[] Sizes =
        [(1, 1, 1, 1), (2, 17, 7, 7), (1, 3, 15, 11), (1, 8, 5, 33), (3, 2, 3, 4), (1, 1, 130, 131), (1, 513, 7, 7)];

    [Test]
    public void Run_AnySizes_MatchesReference([ValueSource(nameof(Sizes))] (int N, int C, int H, int W) size)
    {
        using CpuWorkers workers = new(2);
        foreach ((int y, int x) in new[] { (1, 1), (7, 7), (6, 6), (3, 5), (1, 4), (size.H, size.W), (2 * size.H, 3) })
        {
            AdaptivePool2dGeometry geometry = Create(size, y, x);
            float[] input = Numbers.Random(InputLength(geometry), y + x);
            float[] expected = new float[OutputLength(geometry)];
            AdaptiveAvgPool2dReference.Run(geometry, input, expected);
            float[] got = SimdRun.Output(
                workers, expected.Length, (team, output) => AdaptiveAvgPool2dSimd.Run(team, geometry, input, output));
            FloatsAssert.Close(expected, got, 3e-6, $"input [{size.N},{size.C},{size.H},{size.W}] to {y}x{x}");
        }
    }

    [Test]
    public void Geometry_AnySizes_WindowsCoverTheImageWithoutGaps() =>
        Gen.Select(Gen.Int[1, 300], Gen.Int[1, 300]).Sample((size, windows) =>
        {
            AdaptivePool2dGeometry geometry = Create((1, 1, size, size), windows, windows);
            Assert.That(geometry.FirstRow(0), Is.Zero);
            Assert.That(geometry.EndRow(windows - 1), Is.EqualTo(size));
            for (int i = 0; i < windows; i++)
            {
                Assert.That(geometry.FirstRow(i), Is.EqualTo((int)Math.Floor(i * (decimal)size / windows)));
                Assert.That(geometry.EndRow(i), Is.EqualTo((int)Math.Ceiling((i + 1) * (decimal)size / windows)));
                Assert.That(geometry.EndRow(i), Is.GreaterThan(geometry.FirstRow(i)), "no window is empty");
                Assert.That(i == 0 || geometry.FirstRow(i) <= geometry.EndRow(i - 1), "no gap");
                Assert.That(geometry.FirstColumn(i), Is.EqualTo(geometry.FirstRow(i)));
                Assert.That(geometry.EndColumn(i), Is.EqualTo(geometry.EndRow(i)));
            }
        });

    [Test]
    public void Run_NaN_SpoilsItsChannelOnly([Values(1, 2)] int outputSize)
    {
        AdaptivePool2dGeometry geometry = Create((1, 3, 9, 11), outputSize, 1);
        float[] input = Numbers.Random(InputLength(geometry), 1);
        input[(1 * 99) + 98] = float.NaN;
        float[] output = SimdRun.Output(
            2,
            OutputLength(geometry),
            (workers, output) => AdaptiveAvgPool2dSimd.Run(workers, geometry, input, output));
        for (int i = 0; i < output.Length; i++)
        {
            Assert.That(float.IsNaN(output[i]), Is.EqualTo(i == (2 * outputSize) - 1), $"index {i}: got {output[i]}");
        }
    }

    [Test]
    public void Run_AnyNumberOfThreads_GivesTheSameBits([Values(1, 6)] int outputSize)
    {
        AdaptivePool2dGeometry geometry = Create((2, 65, 19, 37), outputSize, outputSize);
        float[] input = Numbers.Random(InputLength(geometry), 3);
        SimdRun.AssertThreadsChangeNothing(
            OutputLength(geometry),
            (workers, output) => AdaptiveAvgPool2dSimd.Run(workers, geometry, input, output),
            $"to {outputSize}x{outputSize}");
    }

    [Test]
    public void Run_SecondCall_AllocatesNothing([Values(1, 6)] int outputSize)
    {
        AdaptivePool2dGeometry geometry = Create((2, 65, 19, 37), outputSize, outputSize);
        float[] input = Numbers.Random(InputLength(geometry), 4);
        SimdRun.AssertSecondCallAllocatesNothing(
            OutputLength(geometry), (workers, output) => AdaptiveAvgPool2dSimd.Run(workers, geometry, input, output));
    }

    private static int InputLength(AdaptivePool2dGeometry g) => g.Batch * g.Channels * g.InHeight * g.InWidth;

    private static int OutputLength(AdaptivePool2dGeometry g) => g.Batch * g.Channels * g.OutHeight * g.OutWidth;

    private static AdaptivePool2dGeometry Create(
        (int N, int C, int H, int W) size, int outHeight, int outWidth) => new()
        {
            Batch = size.N,
            Channels = size.C,
            InHeight = size.H,
            InWidth = size.W,
            OutHeight = outHeight,
            OutWidth = outWidth,
        };
}
