namespace MiniConvViz.Kernels.Tests;

public class BatchNorm2dSimdTests
{
    private const float Epsilon = 1e-5f;

    [Test]
    public void Run_AwkwardSizes_MatchesReference(
        [Values(1, 3)] int batch,
        [Values(1, 3, 7, 8, 17)] int channels,
        [Values(1, 7, 8, 33, 49, 20_000)] int plane,
        [Values] bool affine)
    {
        BatchNorm2dGeometry geometry = new() { Batch = batch, Channels = channels, Plane = plane };
        (float[] input, float[] weight, float[] bias, float[] mean, float[] variance) = Operands(geometry, affine);
        float[] expected = new float[input.Length];
        BatchNorm2dReference.Run(geometry, input, weight, bias, mean, variance, Epsilon, expected);
        string parameters = $"N {batch}, C {channels}, H*W {plane}, affine {affine}";
        FloatsAssert.Close(expected, Simd(2, geometry, affine), 1e-6, parameters);
    }

    [Test]
    public void Run_AnyNumberOfThreads_GivesTheSameBits()
    {
        BatchNorm2dGeometry geometry = new() { Batch = 2, Channels = 17, Plane = 3001 };
        float[] expected = Simd(1, geometry, affine: true);
        foreach (int threads in new[] { 2, 3, 7 })
        {
            FloatsAssert.Exact(expected, Simd(threads, geometry, affine: true), $"{threads} threads");
        }
    }

    [Test]
    public void Run_SecondCall_AllocatesNothing()
    {
        BatchNorm2dGeometry geometry = new() { Batch = 2, Channels = 17, Plane = 3001 };
        float[] input = Numbers.Random(2 * 17 * 3001, 1);
        float[] scale = Numbers.Random(17, 2);
        SimdRun.AssertSecondCallAllocatesNothing(
            input.Length, (workers, output) => BatchNorm2dSimd.Run(workers, geometry, input, scale, scale, output));
    }

    [Test]
    public void Fold_NoAffine_IsTheStandardScore()
    {
        float[] scale = new float[1];
        float[] shift = new float[1];
        BatchNorm2dScale.Fold([], [], [3f], [0.25f], eps: 0f, scale, shift);
        Assert.That((scale[0], shift[0]), Is.EqualTo((2f, -6f)));
    }

    private static float[] Simd(int threads, BatchNorm2dGeometry geometry, bool affine)
    {
        (float[] input, float[] weight, float[] bias, float[] mean, float[] variance) = Operands(geometry, affine);
        float[] scale = new float[geometry.Channels];
        float[] shift = new float[geometry.Channels];
        BatchNorm2dScale.Fold(weight, bias, mean, variance, Epsilon, scale, shift);
        return SimdRun.Output(
            threads,
            input.Length,
            (workers, output) => BatchNorm2dSimd.Run(workers, geometry, input, scale, shift, output));
    }

    private static (float[] Input, float[] Weight, float[] Bias, float[] Mean, float[] Variance) Operands(
        BatchNorm2dGeometry geometry, bool affine) => (
        Numbers.Random(geometry.Batch * geometry.Channels * geometry.Plane, 1, scale: 3f),
        affine ? Numbers.Random(geometry.Channels, 2) : [],
        affine ? Numbers.Random(geometry.Channels, 3) : [],
        Numbers.Random(geometry.Channels, 4),
        [.. Numbers.Random(geometry.Channels, 5).Select(x => (2f * Math.Abs(x)) + 0.05f)]);
}
